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

/// The kernel operation for an operation that takes all its operands alike.
struct LoopOperation {
    let code: CKOperation

    /// The operation on elements of `dtype`; nil if the kernels do not have it.
    init?(_ operation: any Operation, _ dtype: DType) {
        guard let code = Self.code(operation) else { return nil }
        let isForIntegers =
            code.rawValue <= CKOperation.relu.rawValue
            || code.rawValue >= CKOperation.add.rawValue && code != .arcTangent2 && code != .divide
        guard dtype.isFloating || isForIntegers else { return nil }
        self.code = code
    }

    private static func code(_ operation: any Operation) -> CKOperation? {
        switch operation {
        case is Add: .add
        case is Subtract: .subtract
        case is Multiply: .multiply
        case is Divide: .divide
        case is Maximum: .maximum
        case is Minimum: .minimum
        case is Power: .power
        case is Remainder: .modulo
        case is And: .and
        case is Or: .or
        case is Not: .not
        case let compare as Compare: code(of: compare.relation)
        default: unaryCode(operation)
        }
    }

    private static func unaryCode(_ operation: any Operation) -> CKOperation? {
        switch operation {
        case is Negate: .negate
        case is Absolute: .absolute
        case is Sign: .sign
        case is ReLU: .relu
        case is SquareRoot: .squareRoot
        case is ReciprocalSquareRoot: .reciprocalRoot
        case is Exponential: .exp
        case is ExponentialMinusOne: .expMinusOne
        case is Logarithm: .log
        case is LogarithmOnePlus: .logOnePlus
        case is Sine: .sin
        case is Cosine: .cos
        case is HyperbolicTangent: .tanh
        case is Sigmoid: .sigmoid
        case is ErrorFunction: .erf
        case is Floor: .floor
        case is Ceiling: .ceil
        case is Round: .round
        default: nil
        }
    }

    private static func code(of relation: Compare.Relation) -> CKOperation {
        switch relation {
        case .less: .less
        case .lessOrEqual: .lessOrEqual
        case .greater: .greater
        case .greaterOrEqual: .greaterOrEqual
        case .equal: .equal
        case .notEqual: .notEqual
        }
    }
}
