// SPDX-License-Identifier: Apache-2.0
import CKernels
import Testing

/// A convolution by Winograd's tiles, for tests.
struct WinogradImages {
    let images: FilteredImages
    var isGradient = false
    /// With bias and ReLU.
    var isFinished = false
    var isPooled = false
    /// Few tiles make a unit, so that small images have several.
    var leastTiles = 3

    /// The pooled result has no odd lines and places.
    var resultCount: Int {
        if isGradient { return images.image.count }
        guard isPooled else { return images.seed.count }
        let sizes = images.window.results
        return images.window.batch * (sizes[1] / 2) * (sizes[2] / 2) * images.features
    }

    private var description: CKWinograd {
        var winograd = CKWinograd()
        winograd.plain.window = images.window.described
        winograd.plain.channels = Int64(images.channels)
        winograd.plain.features = Int64(images.features)
        winograd.plain.groups = Int64(images.groups)
        winograd.plain.is_gradient = isGradient
        winograd.plain.is_rectified = isFinished
        winograd.is_pooled = isPooled
        winograd.least_tiles = Int64(leastTiles)
        ck_winograd_plan(&winograd)
        return winograd
    }

    var units: Int { Int(description.units) }

    /// The result, and for each element of a pooled one which place it is.
    func run(_ cut: Cut = .whole) -> (result: [Float], notes: [UInt8]) {
        let arena = Arena()
        defer { arena.free() }
        var winograd = description
        #expect(ck_winograd_supports(&winograd.plain))
        winograd.plain.source = UnsafeRawPointer(
            arena.copy(isGradient ? images.seed : images.image))
        winograd.plain.filters = UnsafeRawPointer(arena.copy(images.filters))
        winograd.plain.bias = isFinished ? UnsafeRawPointer(arena.copy(images.bias)) : nil
        let result = arena.copy([Float](repeating: -77, count: resultCount))
        let notes = arena.copy([UInt8](repeating: 77, count: isPooled ? resultCount : 0))
        winograd.plain.result = UnsafeMutableRawPointer(result)
        winograd.notes = isPooled ? notes : nil
        winograd.scratch_stride = ck_winograd_scratch(&winograd)
        let nothing = [Float](repeating: .nan, count: Cut.lanes * Int(winograd.scratch_stride))
        winograd.scratch = arena.copy(nothing)
        let floats = Int(ck_winograd_filter_floats(&winograd))
        winograd.transformed = arena.copy([Float](repeating: .nan, count: floats))
        let filterUnits = ck_winograd_filter_units(&winograd)
        #expect(cut.run(ck_winograd_filters_run, on: winograd, units: filterUnits))
        #expect(cut.run(ck_winograd_run, on: winograd, units: winograd.units))
        return (
            Array(UnsafeBufferPointer(start: result, count: resultCount)),
            Array(UnsafeBufferPointer(start: notes, count: isPooled ? resultCount : 0))
        )
    }

    /// The gradients by filters and bias, one behind the other, before the parts are added.
    func filterGradients(parts: Int, _ cut: Cut = .whole) -> [Float] {
        let arena = Arena()
        defer { arena.free() }
        let count = images.filters.count + images.features
        var gradient = CKConvolutionFilterGradient()
        gradient.window = images.window.described
        gradient.channels = Int64(images.channels)
        gradient.features = Int64(images.features)
        gradient.groups = Int64(images.groups)
        gradient.parts = Int64(parts)
        gradient.part_stride = Int64(count)
        gradient.image = UnsafeRawPointer(arena.copy(images.image))
        gradient.seed = UnsafeRawPointer(arena.copy(images.seed))
        let result = arena.copy([Float](repeating: -77, count: parts * count))
        gradient.filters = UnsafeMutableRawPointer(result)
        gradient.bias = UnsafeMutableRawPointer(result + images.filters.count)
        gradient.scratch_stride = ck_winograd_filter_gradient_scratch(&gradient)
        let nothing = [Float](repeating: .nan, count: Cut.lanes * Int(gradient.scratch_stride))
        gradient.scratch = arena.copy(nothing)
        #expect(cut.run(ck_winograd_filter_gradient_run, on: gradient, units: gradient.parts))
        return Array(UnsafeBufferPointer(start: result, count: parts * count))
    }

    /// The sum of all parts.
    func filterGradient(parts: Int) -> [Float] {
        let partials = filterGradients(parts: parts)
        let count = partials.count / parts
        return (0..<count).map { index in
            (0..<parts).reduce(0) { $0 + partials[$1 * count + index] }
        }
    }

    /// Of each whole tile of [batch, height, width, features], the greatest place; NaN wins.
    func pooled<Number: FloatingPoint>(_ places: [Number]) -> [Number] {
        let (height, width) = (images.window.results[1], images.window.results[2])
        return (0..<resultCount).map { index in
            let (tile, feature) = (index / images.features, index % images.features)
            let (row, column) = (tile / (width / 2), tile % (width / 2))
            let (sample, line) = (row / (height / 2), row % (height / 2))
            let four = (0..<4).map { place in
                let pixel = (sample * height + 2 * line + place / 2) * width
                return places[(pixel + 2 * column + place % 2) * images.features + feature]
            }
            return four.first { $0.isNaN } ?? four.reduce(four[0], max)
        }
    }
}
