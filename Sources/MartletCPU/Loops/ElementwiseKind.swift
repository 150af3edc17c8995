// SPDX-License-Identifier: Apache-2.0
import CKernels
import MartletIR
import MartletTensor

/// How a fused loop computes an elementwise operation.
struct ElementwiseKind {
    /// The type that the loop calculates in; nil for truth values, which every type can hold.
    let register: CKRegister?
    /// Whether memory holds something else than the register, such as a number cut to an integer: what reads the value
    /// must read it from memory.
    let isTerminal: Bool

    /// The kind of an instruction of a graph; nil if it is not elementwise.
    init?(_ instruction: Graph.Instruction, _ operandTypes: [DType]) {
        let dtype = instruction.type.dtype
        switch instruction.operation {
        case is any Logical:
            self.init(register: nil)
        case is Compare:
            self.init(register: Self.register(of: operandTypes[0]))
        case is Select:
            self.init(register: Self.register(of: dtype))
        case is Cast:
            self.init(castFrom: operandTypes[0], to: dtype)
        case is any BinaryElementwise, is any UnaryElementwise:
            guard LoopOperation(instruction.operation, dtype) != nil else { return nil }
            let mayOverflow = dtype.isInteger && dtype != .int64
            self.init(register: Self.register(of: dtype), isTerminal: mayOverflow)
        default: return nil
        }
    }

    /// The kind of a reduction inside a loop; nil if it is none, or one over axes in the middle.
    init?(folding instruction: Graph.Instruction, in graph: Graph) {
        guard let fold = LoopFold(instruction, in: graph) else { return nil }
        let source = graph.instructions[instruction.operands[0]].type.dtype
        guard let register = Self.register(of: source) else { return nil }
        let mayOverflow = register == .int64 && source != .int64 && !fold.isIndex
        self.init(
            register: register, isTerminal: mayOverflow || fold.isIndex && register != .int64)
    }

    private init(register: CKRegister?, isTerminal: Bool = false) {
        self.register = register
        self.isTerminal = isTerminal
    }

    /// Floating to integer is computed as floating and cut when stored; everything else as what it becomes.
    private init(castFrom source: DType, to target: DType) {
        if target == .bool {
            self.init(register: Self.register(of: source))
        } else if source.isFloating && target.isInteger {
            self.init(register: Self.register(of: source), isTerminal: true)
        } else {
            self.init(
                register: Self.register(of: target),
                isTerminal: target.isInteger && target != .int64)
        }
    }

    static func register(of dtype: DType) -> CKRegister? {
        switch dtype {
        case .float32, .float16, .bfloat16: .float32
        case .float64: .float64
        case .int8, .uint8, .int32, .int64: .int64
        case .bool: nil
        }
    }
}

/// The kernel operation for an operation that takes all its operands alike: a line of the kernels' table.
struct LoopOperation {
    let code: CKOperation

    /// The operation on elements of `dtype`; nil if the kernels do not have it.
    init?(_ operation: any Operation, _ dtype: DType) {
        let name = (operation as? Compare)?.relation.rawValue ?? operation.name
        let register = ElementwiseKind.register(of: dtype) ?? .int64
        guard let line = ck_elementwise_named(name), ck_elementwise_has(line, register) else {
            return nil
        }
        code = line.pointee.operation
    }
}

extension CKOperation {
    /// Whether the operation has two operands, either of which may be a number.
    var isBinary: Bool { ck_elementwise(self)?.pointee.operand_count == 2 }
}
