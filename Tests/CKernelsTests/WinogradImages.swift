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
    /// Of bfloat16, which the images must be.
    var isNarrow = false
    /// Without the ends that would be alone in their tiles.
    var leavesEnds = false
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
        winograd.plain.type = isNarrow ? .bfloat16 : .float32
        winograd.leaves_ends = leavesEnds
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
        winograd.plain.source = copy(isGradient ? images.seed : images.image, to: arena)
        winograd.plain.filters = copy(images.filters, to: arena)
        winograd.plain.bias = isFinished ? copy(images.bias, to: arena) : nil
        let result = copy([Float](repeating: -77, count: resultCount), to: arena)
        let notes = arena.copy([UInt8](repeating: 77, count: isPooled ? resultCount : 0))
        winograd.plain.result = UnsafeMutableRawPointer(mutating: result)
        winograd.notes = isPooled ? notes : nil
        winograd.scratch_stride = ck_winograd_scratch(&winograd)
        let nothing = [Float](repeating: .nan, count: Cut.lanes * Int(winograd.scratch_stride))
        winograd.scratch = arena.copy(nothing)
        let floats = Int(ck_winograd_filter_floats(&winograd))
        winograd.transformed = arena.copy([Float](repeating: .nan, count: floats))
        let filterUnits = ck_winograd_filter_units(&winograd)
        #expect(cut.run(ck_winograd_filters_run, on: winograd, units: filterUnits))
        #expect(cut.run(ck_winograd_run, on: winograd, units: winograd.units))
        runEnds(of: winograd, cut, arena)
        return (
            numbers(at: result, resultCount),
            Array(UnsafeBufferPointer(start: notes, count: isPooled ? resultCount : 0))
        )
    }

    /// What is left out, with and without filters that are packed before.
    private func runEnds(of winograd: CKWinograd, _ cut: Cut, _ arena: Arena) {
        for axis in 0..<2 {
            var (end, first) = (CKConvolution(), Int64(0))
            let isLeft = withUnsafePointer(to: winograd) {
                ck_winograd_end($0, Int32(axis), &end, &first)
            }
            guard isLeft else { continue }
            end.is_packed = axis == 1
            if end.is_packed {
                let floats = Int(ck_convolution_packed_floats(&end))
                end.packed = arena.copy([Float](repeating: .nan, count: floats))
                let units = ck_convolution_pack_units(&end)
                #expect(cut.run(ck_convolution_pack_run, on: end, units: units))
            }
            end.result += Int(first) * (isNarrow ? 2 : 4)
            end.scratch_stride = ck_convolution_scratch(&end)
            let count = Cut.lanes * Int(end.scratch_stride)
            end.scratch = arena.copy([Float](repeating: .nan, count: count))
            #expect(cut.run(ck_convolution_run, on: end, units: end.units))
        }
    }

    /// In the element type of the kernel.
    private func copy(_ numbers: [Float], to arena: Arena) -> UnsafeRawPointer {
        isNarrow
            ? UnsafeRawPointer(arena.copy(numbers.map { UInt16($0.bitPattern >> 16) }))
            : UnsafeRawPointer(arena.copy(numbers))
    }

    private func numbers(at start: UnsafeRawPointer, _ count: Int) -> [Float] {
        (0..<count).map { index in
            guard isNarrow else { return start.load(fromByteOffset: 4 * index, as: Float.self) }
            let half = start.load(fromByteOffset: 2 * index, as: UInt16.self)
            return Float(bitPattern: UInt32(half) << 16)
        }
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
        gradient.type = isNarrow ? .bfloat16 : .float32
        gradient.image = copy(images.image, to: arena)
        gradient.seed = copy(images.seed, to: arena)
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
