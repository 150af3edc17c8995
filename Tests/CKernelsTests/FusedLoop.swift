// SPDX-License-Identifier: Apache-2.0
import CKernels

/// A fused loop over arrays, for tests: operands are arrays of one element type each.
struct FusedLoop {
    var type: CKRegister = .float32
    var instructions: [CKInstruction]
    var operands: [Operand]
    var registers: Int32 = 0
    var constants: [Double] = []
    var scalarTypes: [CKType] = []
    /// For a loop over rows: the elements of a row, the instructions of each level in turn, the registers among all that
    /// are as long as a row, and the parts in which columns and totals are folded.
    var columns = 0
    var stages: [CKStage] = []
    var wide: Int32 = 0
    var parts: Int64 = 1

    /// An array in memory; without dimensions it is dense.
    struct Operand {
        var type: CKType
        var isOutput = false
        var level = CKLevel.element
        var sizes: [Int] = []
        var strides: [Int] = []
    }

    /// Runs over `count` elements of the given memory (operands, then scalars).
    func run(
        _ pointers: [UnsafeMutableRawPointer?], count: Int, cut: Cut = .whole
    ) -> Bool {
        run(segments: [(pointers, count)], cut: cut)
    }

    func run(segments: [([UnsafeMutableRawPointer?], Int)], cut: Cut = .whole) -> Bool {
        guard let code = makeCode() else { return false }
        defer { ck_fused_code_destroy(code) }
        guard let loop = ck_fused_create(code, Int64(segments.count)) else { return false }
        defer { ck_fused_destroy(loop) }
        for (index, (pointers, count)) in segments.enumerated() {
            ck_fused_set_segment(loop, Int64(index), pointers, Int64(count), parts)
        }
        let arena = Arena()
        defer { arena.free() }
        let scratch = ck_fused_code_scratch(
            code, parts * Int64(segments.count), Int32(Cut.lanes))
        ck_fused_set_scratch(loop, arena.space(Int(scratch)))
        return cut.run(ck_fused_run, UnsafeMutableRawPointer(loop), units: ck_fused_units(loop))
    }

    func makeCode() -> OpaquePointer? {
        let arena = Arena()
        defer { arena.free() }
        let bits = constants.map(type == .int64 ? { UInt64(bitPattern: Int64($0)) } : \.bitPattern)
        var dimensions: [CKDimension] = []
        let described = operands.map { operand in
            let first = dimensions.count
            for (size, stride) in zip(operand.sizes, operand.strides) {
                dimensions.append(CKDimension(size: Int64(size), stride: Int64(stride)))
            }
            return CKOperand(
                type: operand.type, is_output: operand.isOutput, level: operand.level,
                rank: Int32(operand.sizes.count), first_dimension: Int32(first))
        }
        var description = CKFusedDescription(
            type: type, instructions: arena.copy(instructions),
            instruction_count: Int32(instructions.count), operands: arena.copy(described),
            operand_count: Int32(described.count), dimensions: arena.copy(dimensions),
            dimension_count: Int32(dimensions.count), register_count: registers, wide_count: wide,
            constants: arena.copy(bits), constant_count: Int32(bits.count),
            scalars: arena.copy(scalarTypes), scalar_count: Int32(scalarTypes.count),
            row_scalar_count: 0, columns: Int64(columns), stages: arena.copy(stages),
            stage_count: Int32(stages.count))
        return ck_fused_code_create(&description)
    }

    /// One operation of a float32 array.
    static func apply(_ operation: CKOperation, _ x: [Float]) -> [Float] {
        var (x, y) = (x, [Float](repeating: 0, count: x.count))
        let loop = FusedLoop(
            instructions: [.make(operation, result: 1, a: 0)],
            operands: [.dense(.float32), .dense(.float32, isOutput: true)])
        let ran = x.withUnsafeMutableBytes { x in
            y.withUnsafeMutableBytes { y in
                loop.run([x.baseAddress, y.baseAddress], count: y.count / 4)
            }
        }
        return ran ? y : []
    }
}

extension CKInstruction {
    static func make(
        _ operation: CKOperation, form: CKForm = .vectorVector, result: UInt8, a: UInt8 = 0,
        b: UInt8 = 0, c: UInt8 = 0, s: UInt8 = 0, t: UInt8 = 0
    ) -> CKInstruction {
        CKInstruction(
            operation: operation, form: form, result: result, a: a, b: b, c: c, s: s, t: t)
    }
}

extension FusedLoop.Operand {
    static func dense(_ type: CKType, isOutput: Bool = false) -> Self {
        Self(type: type, isOutput: isOutput)
    }

    static func strided(
        _ type: CKType, _ sizes: [Int], _ strides: [Int], isOutput: Bool = false
    ) -> Self {
        Self(type: type, isOutput: isOutput, sizes: sizes, strides: strides)
    }
}

/// Numbers that look random, the same in every run.
func scrambled(_ count: Int, _ range: ClosedRange<Float> = -1...1) -> [Float] {
    var state: UInt64 = 0x9E37_79B9_7F4A_7C15
    return (0..<count).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        let unit = Float(state >> 40) * 0x1p-24
        return range.lowerBound + unit * (range.upperBound - range.lowerBound)
    }
}
