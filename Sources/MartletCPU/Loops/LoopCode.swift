// SPDX-License-Identifier: Apache-2.0
import CKernels
import MartletIR

/// A fused loop without the arrays that it runs over: two loops with equal code can be one with two segments.
struct LoopCode: Equatable {
    /// An array that the loop reads or writes.
    struct Operand: Equatable {
        let dtype: DType
        let isOutput: Bool
        /// What it has a value of.
        var level = CKLevel.element
        /// Empty for a dense array; otherwise the loop's index space with strides.
        let sizes: [Int]
        let strides: [Int]
    }

    /// Where an instruction reads or writes.
    enum Slot: Hashable {
        case operand(Int)
        case register(Int)
        /// A register as long as a row that no tile holds.
        case wide(Int)
        /// A number: its place among constants, or among the scalars in memory.
        case constant(Int)
        case scalar(Int)
        /// The number that a row has, where blocks are single rows.
        case rowScalar(Int)

        var isScalar: Bool {
            switch self {
            case .constant, .scalar, .rowScalar: true
            case .operand, .register, .wide: false
            }
        }
    }

    struct Instruction: Equatable {
        var operation: CKOperation
        var result: Slot
        var sources: [Slot]
        var factors: [Slot] = []
        /// What a fold gives a value of.
        var target: LoopLevel?
    }

    /// A number of instructions on one level.
    struct Stage: Equatable {
        let level: LoopLevel
        var count: Int
    }

    var register: CKRegister
    var instructions: [Instruction] = []
    var operands: [Operand] = []
    var registerCount = 0
    var wideCount = 0
    /// For a loop over rows, how many elements a row has; 0 for any other.
    var columns = 0
    var stages: [Stage] = []
    var rowScalarCount = 0
    /// Bit patterns: of a double, or of an integer for integer loops.
    var constants: [UInt64] = []
    var scalars: [DType] = []

    /// Whether reductions are among its instructions.
    var hasFolds: Bool { instructions.contains { $0.target != nil } }

    /// Whether the kernels have room for it.
    var fits: Bool {
        operands.count + registerCount + wideCount <= Int(CK_FUSED_MAX_SLOTS)
            && constants.count + scalars.count + rowScalarCount <= Int(CK_FUSED_MAX_SCALARS)
    }
}

extension LoopCode {
    /// The code in the kernels' form; nil if it is refused.
    func makeCode() -> OpaquePointer? {
        let encoded = instructions.map(encode)
        var dimensions: [CKDimension] = []
        let described = operands.map { describe($0, &dimensions) }
        let types = scalars.map(CKType.init)
        let staged = stages.map {
            CKStage(level: $0.level.code, instruction_count: Int32($0.count))
        }
        return encoded.withUnsafeBufferPointer { encoded in
            described.withUnsafeBufferPointer { described in
                dimensions.withUnsafeBufferPointer { dimensions in
                    constants.withUnsafeBufferPointer { constants in
                        types.withUnsafeBufferPointer { types in
                            staged.withUnsafeBufferPointer { staged in
                                var description = CKFusedDescription()
                                description.type = register
                                description.instructions = encoded.baseAddress
                                description.instruction_count = Int32(encoded.count)
                                description.operands = described.baseAddress
                                description.operand_count = Int32(described.count)
                                description.dimensions = dimensions.baseAddress
                                description.dimension_count = Int32(dimensions.count)
                                description.register_count = Int32(registerCount + wideCount)
                                description.wide_count = Int32(wideCount)
                                description.row_scalar_count = Int32(rowScalarCount)
                                description.columns = Int64(columns)
                                description.stages = staged.baseAddress
                                description.stage_count = Int32(staged.count)
                                description.constants = constants.baseAddress
                                description.constant_count = Int32(constants.count)
                                description.scalars = types.baseAddress
                                description.scalar_count = Int32(types.count)
                                return ck_fused_code_create(&description)
                            }
                        }
                    }
                }
            }
        }
    }

    private func encode(_ instruction: Instruction) -> CKInstruction {
        let sources = instruction.sources.map(number)
        let factors = instruction.factors.map(number)
        return CKInstruction(
            operation: instruction.operation, form: form(instruction),
            result: number(instruction.result), a: sources[0],
            b: sources.count > 1 ? sources[1] : 0, c: sources.count > 2 ? sources[2] : 0,
            s: factors.first ?? 0, t: factors.count > 1 ? factors[1] : 0)
    }

    private func number(_ slot: Slot) -> UInt8 {
        switch slot {
        case .operand(let index): UInt8(index)
        case .register(let index): UInt8(operands.count + index)
        case .wide(let index): UInt8(operands.count + registerCount + index)
        case .constant(let index): UInt8(index)
        case .scalar(let index): UInt8(constants.count + index)
        case .rowScalar(let index): UInt8(constants.count + scalars.count + index)
        }
    }

    private func form(_ instruction: Instruction) -> CKForm {
        if let target = instruction.target {
            return CKForm(rawValue: target.code.rawValue) ?? .vectorVector
        }
        let isScalar = instruction.sources.map(\.isScalar)
        if instruction.operation == .select {
            return [
                [CKForm.vectorVector, .vectorScalar], [.scalarVector, .scalarScalar],
            ][isScalar[1] ? 1 : 0][isScalar[2] ? 1 : 0]
        }
        if isScalar[0] { return .scalarVector }
        return isScalar.count == 2 && isScalar[1] ? .vectorScalar : .vectorVector
    }

    private func describe(_ operand: Operand, _ dimensions: inout [CKDimension]) -> CKOperand {
        var result = CKOperand()
        result.type = CKType(operand.dtype)
        result.is_output = operand.isOutput
        result.level = operand.level
        result.rank = Int32(operand.sizes.count)
        result.first_dimension = Int32(dimensions.count)
        dimensions += strictZip(operand.sizes, operand.strides).map {
            CKDimension(size: Int64($0), stride: Int64($1))
        }
        return result
    }
}

extension LoopCode {
    /// Pairs of an input and an output that may lie in the same memory: every element of the input is read before, or
    /// as, that of the output is written.
    var loans: [(input: Int, output: Int)] {
        operands.indices.filter { operands[$0].isOutput }.flatMap { output in
            operands.indices.filter { mayLend($0, to: output) }.map { ($0, output) }
        }
    }

    private func mayLend(_ input: Int, to output: Int) -> Bool {
        let (from, to) = (operands[input], operands[output])
        guard !from.isOutput, from.sizes.isEmpty, to.sizes.isEmpty,
            from.dtype.byteCount == to.dtype.byteCount, from.level == .element,
            to.level == .element
        else { return false }
        // Others than the loop's own type are read as a tile begins, and written as it ends; where a tile has several
        // stages, in some of them.
        guard isInPlace(from), isInPlace(to) else { return stages.count < 2 }
        let lastRead = instructions.lastIndex { $0.sources.contains(.operand(input)) } ?? -1
        let firstWrite = instructions.firstIndex { $0.result == .operand(output) } ?? .max
        return lastRead <= firstWrite
    }

    /// Whether the loop works on a dense operand where it lies.
    func isInPlace(_ operand: Operand) -> Bool {
        switch register {
        case .float32: operand.dtype == .float32
        case .float64: operand.dtype == .float64
        default: operand.dtype == .int64
        }
    }
}

/// Puts numbers into a C array, which Swift sees as a tuple.
func store<Tuple>(_ numbers: [Int], in tuple: inout Tuple) {
    withUnsafeMutableBytes(of: &tuple) { bytes in
        for (index, number) in numbers.enumerated() {
            bytes.storeBytes(of: Int64(number), toByteOffset: index * 8, as: Int64.self)
        }
    }
}

extension CKType {
    /// The kernels' name for an element type.
    init(_ dtype: DType) {
        switch dtype {
        case .bool: self = .bool
        case .int8: self = .int8
        case .uint8: self = .uInt8
        case .int32: self = .int32
        case .int64: self = .int64
        case .float16: self = .float16
        case .bfloat16: self = .bfloat16
        case .float32: self = .float32
        case .float64: self = .float64
        }
    }
}
