// SPDX-License-Identifier: Apache-2.0
public import MartletIR
public import MartletTensor

/// An operation with operands that it takes, for tests that run over all operations.
public struct OperationSample: Sendable {
    /// Which derivatives finite differences can confirm.
    public enum Smoothness: Int, Sendable, Comparable {
        /// None: the result is no number, or the gradient is not the derivative by intention.
        case none
        /// The first.
        case once
        /// The first and the second.
        case twice

        /// By the number of derivatives.
        public static func < (lhs: Self, rhs: Self) -> Bool { lhs.rawValue < rhs.rawValue }
    }

    /// The operands, made for an element type.
    public let operands: [SampleOperand]
    /// Which derivatives are checked.
    public let smoothness: Smoothness
    /// Whether all element types are tried, or float32 and some others: samples of large arrays take long.
    private(set) var isLarge = false
    private let make: @Sendable (DType) -> any Primitive

    /// A sample.
    ///
    /// - Parameters:
    ///   - operands: Where the operands come from.
    ///   - smoothness: Which derivatives are checked.
    ///   - make: The operation for operands of the given element type.
    public init(
        _ operands: [SampleOperand], _ smoothness: Smoothness = .twice,
        make: @escaping @Sendable (DType) -> any Primitive
    ) {
        self.operands = operands
        self.smoothness = smoothness
        self.make = make
    }

    /// A sample of an operation that is the same for every element type.
    public init(
        _ operation: any Primitive, _ operands: [SampleOperand], _ smoothness: Smoothness = .twice
    ) {
        self.init(operands, smoothness) { _ in operation }
    }

    /// The operation for operands of the given element type.
    public func operation(for dtype: DType) -> any Primitive { make(dtype) }

    /// The operands with elements of the given type.
    public func hosts(as dtype: DType) -> [HostTensor] {
        operands.enumerated().map { $0.element.host(as: dtype, seed: UInt64($0.offset)) }
    }

    /// The operands' types if others have elements of type `dtype`.
    package func types(as dtype: DType) -> [TensorType] { operands.map { $0.type(as: dtype) } }

    /// The element types that the operation's type rule accepts.
    public var acceptedTypes: [DType] {
        DType.allCases.filter { dtype in
            (try? operation(for: dtype).resultType(of: Operands(types(as: dtype)))) != nil
        }
    }
}

extension OperationSample {
    /// The same sample as one of large arrays.
    var asLarge: OperationSample {
        var copy = self
        copy.isLarge = true
        return copy
    }

    /// The accepted element types that are tried with NaN and infinities.
    var extremeTypes: [DType] {
        let few: [DType] = isLarge ? [.float32] : [.float32, .bfloat16]
        return acceptedTypes.filter(few.contains)
    }

    /// The accepted element types that executors are tried with.
    var testedTypes: [DType] {
        let few: [DType] = [.float32, .float64, .bfloat16, .int8, .int32]
        return isLarge ? acceptedTypes.filter(few.contains) : acceptedTypes
    }
}

extension OperationSample: CustomStringConvertible {
    /// The operation with its operands' shapes and its attributes.
    public var description: String {
        let operation = make(.float32)
        let attributes = operation.attributes
        let shapes = hosts(as: .float32).map { "\($0.shape)" }.joined(separator: ", ")
        return "\(operation.name)(\(shapes))" + (attributes.isEmpty ? "" : " {\(attributes)}")
    }
}
