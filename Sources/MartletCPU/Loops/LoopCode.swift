// SPDX-License-Identifier: Apache-2.0
import CKernels
import MartletIR

/// A fused loop without the arrays that it runs over: two loops with equal code can be one with two segments.
struct LoopCode: Equatable {
    /// An array that the loop reads or writes.
    struct Operand: Equatable {
        let dtype: DType
        let isOutput: Bool
        /// Empty for a dense array; otherwise the loop's index space with strides.
        let sizes: [Int]
        let strides: [Int]
    }

    /// Where an instruction reads or writes.
    enum Slot: Hashable {
        case operand(Int)
        case register(Int)
        /// A number: its place among constants, or among the scalars in memory.
        case constant(Int)
        case scalar(Int)

        var isScalar: Bool {
            switch self {
            case .constant, .scalar: true
            case .operand, .register: false
            }
        }
    }

    struct Instruction: Equatable {
        var operation: CKOperation
        var result: Slot
        var sources: [Slot]
        var factors: [Slot] = []
    }

    var register: CKRegister
    var instructions: [Instruction] = []
    var operands: [Operand] = []
    var registerCount = 0
    /// Bit patterns: of a double, or of an integer for integer loops.
    var constants: [UInt64] = []
    var scalars: [DType] = []

    /// Whether the kernels have room for it.
    var fits: Bool {
        operands.count + registerCount <= Int(CK_FUSED_MAX_SLOTS)
            && constants.count + scalars.count <= Int(CK_FUSED_MAX_SCALARS)
    }
}

extension LoopCode {
    /// The kernel for this code; nil if it is refused.
    func makeKernel(team: CKTeam) -> OpaquePointer? {
        let encoded = instructions.map(encode)
        let described = operands.map(describe)
        let types = scalars.map(CKType.init)
        return encoded.withUnsafeBufferPointer { encoded in
            described.withUnsafeBufferPointer { described in
                constants.withUnsafeBufferPointer { constants in
                    types.withUnsafeBufferPointer { types in
                        var description = CKFusedDescription(
                            type: register, instructions: encoded.baseAddress,
                            instruction_count: Int32(encoded.count),
                            operands: described.baseAddress,
                            operand_count: Int32(described.count),
                            register_count: Int32(registerCount),
                            constants: constants.baseAddress,
                            constant_count: Int32(constants.count), scalars: types.baseAddress,
                            scalar_count: Int32(types.count), team: team)
                        return ck_fused_create(&description)
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
        case .constant(let index): UInt8(index)
        case .scalar(let index): UInt8(constants.count + index)
        }
    }

    private func form(_ instruction: Instruction) -> CKForm {
        let isScalar = instruction.sources.map(\.isScalar)
        if instruction.operation == .select {
            return [
                [CKForm.vectorVector, .vectorScalar], [.scalarVector, .scalarScalar],
            ][isScalar[1] ? 1 : 0][isScalar[2] ? 1 : 0]
        }
        if isScalar[0] { return .scalarVector }
        return isScalar.count == 2 && isScalar[1] ? .vectorScalar : .vectorVector
    }

    private func describe(_ operand: Operand) -> CKOperand {
        var result = CKOperand()
        result.type = CKType(operand.dtype)
        result.is_output = operand.isOutput
        result.rank = Int32(operand.sizes.count)
        store(operand.sizes, in: &result.sizes)
        store(operand.strides, in: &result.strides)
        return result
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
