// SPDX-License-Identifier: Apache-2.0
import CKernels
import Testing

/// No kernel may see how its units are cut: whole, unit by unit or in uneven ranges, the bits are
/// the same.
@Suite struct RangeTests {
    /// Fills memory under each cut and compares.
    ///
    /// `fill` says how many units there were: with fewer than four, the cuts would hardly differ.
    private func expectSameBits(
        byteCount: Int, sourceLocation: SourceLocation = #_sourceLocation,
        _ fill: (Cut, UnsafeMutableRawPointer) -> Int64
    ) {
        let results = Cut.results(byteCount: byteCount) { cut, memory in
            #expect(fill(cut, memory) >= 4, sourceLocation: sourceLocation)
        }
        #expect(byteCount > 0 && results.count == 3, sourceLocation: sourceLocation)
        #expect(results[0] == results[1], sourceLocation: sourceLocation)
        #expect(results[0] == results[2], sourceLocation: sourceLocation)
    }

    private let arena = Arena()

    @Test(arguments: [CKRegister.float32, .float64, .int64])
    func fusedLoops(register: CKRegister) {
        defer { arena.free() }
        let loop = FusedLoop(
            type: register,
            instructions: [
                .make(.multiply, form: .vectorScalar, result: 2, a: 0, b: 1),
                .make(register == .int64 ? .square : .tanh, result: 2, a: 2),
                .make(.modulo, form: .vectorScalar, result: 1, a: 2, b: 0),
            ],
            operands: [.dense(.float32), .dense(.float32, isOutput: true)], registers: 1,
            constants: [7], scalarTypes: [.float32])
        let counts = [5000, 0, 3000, 1]
        let x = UnsafeMutableRawPointer(arena.copy(scrambled(8001, -9...9)))
        let scale = arena.copy([3, 0, -2, 5] as [Float])
        expectSameBits(byteCount: 8001 * 4) { cut, memory in
            var (segments, first) = ([([UnsafeMutableRawPointer?], Int)](), 0)
            for (index, count) in counts.enumerated() {
                let scale = UnsafeMutableRawPointer(scale + index)
                segments.append(([x + first * 4, memory + first * 4, scale], count))
                first += count
            }
            #expect(loop.run(segments: segments, cut: cut))
            return 9
        }
    }

    @Test func fusedLoopsOverStrides() {
        defer { arena.free() }
        let loop = FusedLoop(
            instructions: [.make(.add, result: 2, a: 0, b: 1)],
            operands: [
                .strided(.float32, [90, 10, 11], [1, 0, 90]), .strided(.uInt8, [90, 110], [0, 1]),
                .strided(.float16, [90, 110], [1, 90], isOutput: true),
            ])
        let x = UnsafeMutableRawPointer(arena.copy(scrambled(990)))
        let row = UnsafeMutableRawPointer(arena.copy((0..<110).map { UInt8($0) }))
        expectSameBits(byteCount: 9900 * 2) { cut, memory in
            #expect(loop.run([x, row, memory], count: 9900, cut: cut))
            return 10
        }
    }

    @Test(arguments: [
        ([300, 200], [1, 300]), ([40_000], [1]), ([3, 90, 70], [6300, 1, 90]), ([60_000], [0]),
        ([6, 500], [1001, 2]),
    ]) func copies(sizes: [Int], strides: [Int]) throws {
        defer { arena.free() }
        let given = MoveTests.Case(sizes: sizes, strides: strides)
        let source = arena.copy((0..<60_000).map { UInt16(truncatingIfNeeded: $0 &* 40_503) })
        let dimensions = arena.copy(given.dimensions)
        expectSameBits(byteCount: sizes.reduce(2, *)) { cut, memory in
            var description = CKCopyDescription(
                rank: Int64(sizes.count), dimensions: dimensions, element_size: 2, source: source,
                destination: memory)
            guard let copy = ck_copy_create(&description) else { return 0 }
            defer { ck_copy_destroy(copy) }
            let units = ck_copy_units(copy)
            #expect(cut.run(ck_copy_run, UnsafeMutableRawPointer(copy), units: units))
            return units
        }
    }

    @Test(arguments: [1, 2, 4, 8]) func splats(size: Int) {
        expectSameBits(byteCount: 20_001 * size) { cut, memory in
            var splat = CKSplat(
                destination: memory, count: 20_001, element_size: Int64(size),
                bits: 0x1234_5678_9ABC_DEF0)
            cut.run(ck_splat_run, on: splat, units: ck_splat_units(&splat))
            return ck_splat_units(&splat)
        }
    }

    @Test func gathers() {
        defer { arena.free() }
        let source = arena.copy(scrambled(4 * 30 * 20))
        let bytes = arena.copy((0..<600).map { UInt8($0 % 251) })
        let indices = arena.copy([3, -1, 0, 29, 7, 7, -30] as [Int64])
        expectSameBits(byteCount: 4 * 7 * 80) { cut, memory in
            var gather = CKGather(
                outer: 4, size: 30, count: 7, inner_bytes: 80, source: source, indices: indices,
                index_type: .int64, destination: memory)
            cut.run(ck_gather_run, on: gather, units: ck_gather_units(&gather))
            return ck_gather_units(&gather)
        }
        expectSameBits(byteCount: 7 * 20 * 4) { cut, memory in
            var gather = CKGatherBytes(
                size: 30, count: 7, inner: 20, source: bytes, indices: indices, scale: 0.3,
                shift: -1, destination: memory.assumingMemoryBound(to: Float.self))
            cut.run(ck_gather_bytes_run, on: gather, units: ck_gather_bytes_units(&gather))
            return ck_gather_bytes_units(&gather)
        }
    }

    @Test(arguments: [CKType.float32, .float64]) func scatters(type: CKType) {
        defer { arena.free() }
        let updates = arena.copy(scrambled(3 * 5 * 70 * 2))
        let indices = arena.copy([2, 0, -1, 2, 2] as [Int32])
        expectSameBits(byteCount: 3 * 6 * 70 * Int(ck_type_size(type))) { cut, memory in
            var scatter = CKScatter(
                type: type, index_type: .int32, outer: 3, size: 6, count: 5, inner: 70,
                updates: updates, indices: indices, destination: memory)
            cut.run(ck_scatter_run, on: scatter, units: ck_scatter_units(&scatter))
            return ck_scatter_units(&scatter)
        }
    }

    @Test(arguments: [false, true]) func takesAndAddsAlong(isScatter: Bool) {
        defer { arena.free() }
        let source = arena.copy(scrambled(2 * 6 * 40))
        let indices = arena.copy((0..<400).map { Int32($0 * 7 % 12) - 6 })
        expectSameBits(byteCount: 2 * (isScatter ? 6 : 5) * 40 * 4) { cut, memory in
            var along = CKAlong(
                type: .float32, index_type: .int32, is_scatter: isScatter, outer: 2, size: 6,
                count: 5, inner: 40, source: source, indices: indices, destination: memory)
            cut.run(ck_along_run, on: along, units: ck_along_units(&along))
            return ck_along_units(&along)
        }
    }

    @Test(arguments: [CKType.float32, .float64, .float16, .bfloat16], [false, true])
    func randomNumbers(type: CKType, isNormal: Bool) {
        defer { arena.free() }
        let seed = arena.copy([Int64(-5)])
        expectSameBits(byteCount: 2001 * Int(ck_type_size(type))) { cut, memory in
            var random = CKRandom(
                type: type, is_normal: isNormal, seed: seed, stream: 3, count: 2001,
                destination: memory)
            cut.run(ck_random_run, on: random, units: ck_random_units(&random))
            return ck_random_units(&random)
        }
    }

    @Test(arguments: [CKType.int32, .int64]) func products(type: CKType) {
        defer { arena.free() }
        let left = arena.copy(scrambled(2 * 11 * 9 * 2))
        let right = arena.copy(scrambled(9 * 150 * 2))
        expectSameBits(byteCount: 2 * 11 * 150 * Int(ck_type_size(type))) { cut, memory in
            var product = CKMatMul(
                type: type, batch: 2, rows: 11, inner: 9, columns: 150, left_batch_stride: 99,
                left_row_stride: 9, left_inner_stride: 1, right_batch_stride: 0,
                right_inner_stride: 150, right_column_stride: 1, left: left, right: right,
                result: memory)
            cut.run(ck_matmul_run, on: product, units: ck_matmul_units(&product))
            return ck_matmul_units(&product)
        }
    }

    @Test(
        arguments: [CKReduction.sum, .product, .maximum, .minimum, .indexOfMaximum],
        [(5, 900, 1), (3, 300, 40), (1, 700, 300)])
    func reductions(reduction: CKReduction, shape: (Int, Int, Int)) {
        defer { arena.free() }
        let source = arena.copy(scrambled(shape.0 * shape.1 * shape.2 * 2, 0.99...1.01))
        let count = shape.0 * shape.2
        for type in CKType.numbers {
            for parts in reduction == .indexOfMaximum ? [1] : [1, 7] {
                let partials = arena.space(parts * count * 8)
                let isIndex = reduction == .indexOfMaximum
                let size = isIndex ? 8 : Int(ck_type_size(type))
                expectSameBits(byteCount: count * size) { cut, memory in
                    var description = CKReduceDescription(
                        reduction: reduction, type: type, outer: Int64(shape.0),
                        reduced: Int64(shape.1), inner: Int64(shape.2), scale: 0.5,
                        source: source, destination: memory, parts: Int64(parts),
                        partials: partials, is_wide: false)
                    let units = ck_reduce_units(&description)
                    cut.run(ck_reduce_run, on: description, units: units)
                    if parts > 1 {
                        let units = ck_reduce_combine_units(&description)
                        cut.run(ck_reduce_combine_run, on: description, units: units)
                    }
                    return units
                }
            }
        }
    }

    @Test(arguments: [CKType.float32, .int64], [false, true])
    func runningSums(type: CKType, isReversed: Bool) {
        defer { arena.free() }
        let source = arena.copy(scrambled(2 * 9 * 50 * 2))
        expectSameBits(byteCount: 2 * 9 * 50 * Int(ck_type_size(type))) { cut, memory in
            var sums = CKCumulate(
                type: type, is_reversed: isReversed, outer: 2, size: 9, inner: 50, source: source,
                destination: memory)
            cut.run(ck_cumulate_run, on: sums, units: ck_cumulate_units(&sums))
            return ck_cumulate_units(&sums)
        }
    }

    @Test func filterGradients() {
        let sizes = FilterGradientCase(batch: 9, parts: 5)
        expectSameBits(byteCount: sizes.resultCount * 4) { cut, memory in
            sizes.run(cut, into: memory.assumingMemoryBound(to: Float.self))
            return 5
        }
    }
}

extension CKType {
    /// All element types but truth values.
    static let numbers: [CKType] = [
        .float32, .float64, .float16, .bfloat16, .int8, .uInt8, .int32, .int64,
    ]
}
