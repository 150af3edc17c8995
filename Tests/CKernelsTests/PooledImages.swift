// SPDX-License-Identifier: Apache-2.0
import CKernels

/// Images to pool, for tests: the kernels run on them, and what plain loops say.
struct PooledImages {
    let window: SlidingWindow
    let channels: Int
    let image: [Float]
    let seed: [Float]

    typealias Run = (UnsafeMutableRawPointer?, Int64, Int64, Int32) -> Int32

    init(_ window: SlidingWindow, channels: Int, _ numbers: (Int) -> [Float]) {
        self.window = window
        self.channels = channels
        let pixels = window.batch * window.pixels * channels
        let both = numbers(pixels + window.batch * window.places * channels)
        image = Array(both[..<pixels])
        seed = Array(both[pixels...])
    }

    /// The result, the gradient of `seed`, and which element of the window is the greatest.
    struct Expected {
        var result: [Double]
        var gradient: [Double]
        var notes: [Int]
    }

    func expected(isAverage: Bool) -> Expected {
        var expected = Expected(
            result: [Double](repeating: isAverage ? 0 : -.infinity, count: seed.count),
            gradient: [Double](repeating: 0, count: image.count),
            notes: [Int](repeating: CK_NOTE_NOTHING, count: seed.count))
        var touched = [[Int]](repeating: [], count: seed.count)
        for sample in 0..<window.batch {
            window.forEachContact { place, tap, pixel in
                for channel in 0..<channels {
                    let y = (sample * window.places + place) * channels + channel
                    let x = (sample * window.pixels + pixel) * channels + channel
                    touched[y].append(x)
                    let (best, new) = (expected.result[y], Double(image[x]))
                    if isAverage { continue }
                    if touched[y].count > 1, !(new > best || (new.isNaN && !best.isNaN)) {
                        continue
                    }
                    expected.result[y] = new
                    expected.notes[y] = tap
                }
            }
        }
        for (y, pixels) in touched.enumerated() where !pixels.isEmpty {
            if isAverage {
                let sum = pixels.reduce(0.0) { $0 + Double(image[$1]) }
                expected.result[y] = sum / Double(pixels.count)
                for x in pixels { expected.gradient[x] += Double(seed[y]) / Double(pixels.count) }
            } else {
                let chosen = pixels.first { Double(image[$0]) == expected.result[y] }
                let first = chosen ?? pixels.first { image[$0].isNaN }
                if let first { expected.gradient[first] += Double(seed[y]) }
            }
        }
        return expected
    }

    func pool(_ run: Run, isRectified: Bool = false, inOneRange: Bool = true)
        -> (result: [Float], notes: [UInt8])
    {
        var result = [Float](repeating: -77, count: seed.count)
        var notes = [UInt8](repeating: 77, count: seed.count)
        var pooling = CKPooling()
        pooling.window = window.described
        pooling.channels = Int64(channels)
        pooling.is_rectified = isRectified
        image.withUnsafeBufferPointer { image in
            result.withUnsafeMutableBufferPointer { result in
                notes.withUnsafeMutableBufferPointer { notes in
                    pooling.image = UnsafeRawPointer(image.baseAddress)
                    pooling.result = UnsafeMutableRawPointer(result.baseAddress)
                    pooling.notes = notes.baseAddress
                    let units = ck_pooling_units(&pooling.window)
                    runUnits(&pooling, units, inOneRange: inOneRange, run)
                }
            }
        }
        return (result, notes)
    }

    func gradient(_ run: Run, notes: [UInt8], inOneRange: Bool = true) -> [Float] {
        var result = [Float](repeating: -77, count: image.count)
        var gradient = CKPoolingGradient()
        gradient.window = window.described
        gradient.channels = Int64(channels)
        seed.withUnsafeBufferPointer { seed in
            notes.withUnsafeBufferPointer { notes in
                result.withUnsafeMutableBufferPointer { result in
                    gradient.seed = UnsafeRawPointer(seed.baseAddress)
                    gradient.notes = notes.baseAddress
                    gradient.gradient = UnsafeMutableRawPointer(result.baseAddress)
                    let units = ck_pooling_gradient_units(&gradient.window)
                    runUnits(&gradient, units, inOneRange: inOneRange, run)
                }
            }
        }
        return result
    }
}
