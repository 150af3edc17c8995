// SPDX-License-Identifier: Apache-2.0
import CKernels

/// A window over images, for tests: what meets what, in plain loops.
struct SlidingWindow: Sendable {
    var batch = 1
    /// Along depth, height and width, as many as there are.
    var image: [Int]
    var size: [Int]
    var strides: [Int]?
    var dilation: [Int]?
    var low: [Int]?
    var high: [Int]?

    /// With ones for the axes that are not there.
    private func padded(_ numbers: [Int]?, with filler: Int = 1) -> [Int] {
        let numbers = numbers ?? image.map { _ in filler }
        return [Int](repeating: filler, count: 3 - numbers.count) + numbers
    }

    var images: [Int] { padded(image) }
    var sizes: [Int] { padded(size) }

    var results: [Int] {
        let (strides, dilation) = (padded(strides), padded(dilation))
        let (low, high) = (padded(low, with: 0), padded(high, with: 0))
        return (0..<3).map { axis in
            let extent = (sizes[axis] - 1) * dilation[axis] + 1
            return (images[axis] + low[axis] + high[axis] - extent) / strides[axis] + 1
        }
    }

    var places: Int { results.reduce(1, *) }
    var pixels: Int { images.reduce(1, *) }
    var taps: Int { sizes.reduce(1, *) }

    var described: CKWindow {
        var window = CKWindow()
        window.batch = Int64(batch)
        store(images, in: &window.image)
        store(results, in: &window.result)
        store(sizes, in: &window.size)
        store(padded(strides), in: &window.strides)
        store(padded(dilation), in: &window.dilation)
        store(padded(low, with: 0), in: &window.low)
        return window
    }

    /// Calls `body` with place, element of the window and pixel of one image, wherever they meet.
    func forEachContact(_ body: (Int, Int, Int) -> Void) {
        let (strides, dilation, low) = (padded(strides), padded(dilation), padded(low, with: 0))
        let (images, sizes, results) = (images, sizes, results)
        for place in 0..<places {
            for tap in 0..<taps {
                var (restOfPlace, restOfTap, pixel, scale, isInside) = (place, tap, 0, 1, true)
                for axis in (0..<3).reversed() {
                    let position =
                        restOfPlace % results[axis] * strides[axis]
                        + restOfTap % sizes[axis] * dilation[axis] - low[axis]
                    isInside = isInside && position >= 0 && position < images[axis]
                    pixel += position * scale
                    scale *= images[axis]
                    restOfPlace /= results[axis]
                    restOfTap /= sizes[axis]
                }
                if isInside { body(place, tap, pixel) }
            }
        }
    }
}

/// Puts numbers into a C array, which Swift sees as a tuple.
private func store<Tuple>(_ numbers: [Int], in tuple: inout Tuple) {
    withUnsafeMutableBytes(of: &tuple) { bytes in
        for (index, number) in numbers.enumerated() {
            bytes.storeBytes(of: Int64(number), toByteOffset: index * 8, as: Int64.self)
        }
    }
}
