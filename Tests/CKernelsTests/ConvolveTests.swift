// SPDX-License-Identifier: Apache-2.0
import CKernels
import Testing

/// The filter gradient of small padded images, and the same by its definition.
struct FilterGradientCase {
    var batch = 4
    let parts: Int
    let height = 6
    let width = 7
    let channels = 2
    let features = 48
    let strides = (2, 1)
    let padding = (1, 2)

    private var rows: Int { (height + 2 * padding.0 - 3) / strides.0 + 1 }
    private var columns: Int { (width + 2 * padding.1 - 3) / strides.1 + 1 }
    private var image: [Float] { scrambled(batch * height * width * channels) }
    private var seed: [Float] { scrambled(batch * rows * columns * features, -2...1) }

    /// Filters, then bias.
    var resultCount: Int { (9 * channels + 1) * features }

    func run(_ cut: Cut, into result: UnsafeMutablePointer<Float>) {
        let arena = Arena()
        defer { arena.free() }
        var description = CKFilterGradientDescription()
        (description.batch, description.parts) = (Int64(batch), Int64(parts))
        (description.height, description.width) = (Int64(height), Int64(width))
        (description.rows, description.columns) = (Int64(rows), Int64(columns))
        (description.channels, description.features) = (Int64(channels), Int64(features))
        (description.window, description.dilation) = ((3, 3), (1, 1))
        description.strides = (Int64(strides.0), Int64(strides.1))
        description.low = (Int64(padding.0), Int64(padding.1))
        description.high = description.low
        description.image = UnsafePointer(arena.copy(image))
        description.seed = UnsafePointer(arena.copy(seed))
        description.filters = result
        description.bias = result + 9 * channels * features
        let partials = arena.space(4 * Int(ck_filter_gradient_partials(&description)))
        description.partials = partials.assumingMemoryBound(to: Float.self)
        description.scratch_stride = ck_filter_gradient_scratch(&description) + 3
        let scratch = arena.space(4 * Cut.lanes * Int(description.scratch_stride))
        description.scratch = scratch.assumingMemoryBound(to: Float.self)
        let gradient = ck_filter_gradient_create(&description)
        #expect(gradient != nil)
        let context = UnsafeMutableRawPointer(gradient)
        #expect(cut.run(ck_filter_gradient_run, context, units: Int64(parts)))
        let rows = ck_filter_gradient_combine_units(&description)
        #expect(cut.run(ck_filter_gradient_combine_run, context, units: rows))
        ck_filter_gradient_destroy(gradient)
    }

    /// By the definition, in double precision.
    func expected() -> [Double] {
        let (image, seed) = (image, seed)
        var result = [Double](repeating: 0, count: resultCount)
        for place in 0..<(batch * rows * columns) {
            let (n, i, j) = (place / columns / rows, place / columns % rows, place % columns)
            for feature in 0..<features {
                let factor = Double(seed[place * features + feature])
                result[9 * channels * features + feature] += factor
                for tap in 0..<(9 * channels) {
                    let y = i * strides.0 + tap / channels / 3 - padding.0
                    let x = j * strides.1 + tap / channels % 3 - padding.1
                    guard y >= 0, y < height, x >= 0, x < width else { continue }
                    let pixel = ((n * height + y) * width + x) * channels + tap % channels
                    result[tap * features + feature] += factor * Double(image[pixel])
                }
            }
        }
        return result
    }
}

@Suite struct ConvolveTests {
    @Test(arguments: [1, 3, 4]) func theFilterGradientIsItsDefinition(parts: Int) {
        let given = FilterGradientCase(parts: parts)
        var result = [Float](repeating: .nan, count: given.resultCount)
        result.withUnsafeMutableBufferPointer { result in
            if let base = result.baseAddress { given.run(.whole, into: base) }
        }
        let expected = given.expected()
        #expect(expected.count == result.count)
        for (value, exact) in zip(result, expected) { #expect(abs(Double(value) - exact) < 1e-4) }
    }

    @Test func scratchMemoryMustBeThere() {
        var description = CKFilterGradientDescription()
        (description.batch, description.parts, description.features) = (1, 1, 16)
        (description.height, description.width, description.channels) = (4, 4, 1)
        (description.rows, description.columns, description.window) = (4, 4, (3, 3))
        (description.low, description.high) = ((1, 1), (1, 1))
        var partials = [Float](repeating: 0, count: 160)
        partials.withUnsafeMutableBufferPointer { partials in
            description.partials = partials.baseAddress
            #expect(ck_filter_gradient_scratch(&description) == 36)
            #expect(ck_filter_gradient_create(&description) == nil)
        }
    }
}
