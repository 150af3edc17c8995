// SPDX-License-Identifier: Apache-2.0
public import MartletIR

/// Random numbers, equally likely in [0, 1).
///
/// Operand: the seed, an int64 scalar.
package struct RandomUniform: Primitive {
    package static let name = "random_uniform"
    package let type: TensorType
    /// Tells apart uses of one seed.
    package let stream: UInt64

    package init(type: TensorType, stream: UInt64) {
        self.type = type
        self.stream = stream
    }

    package func resultType(of operands: Operands) throws(GraphError) -> TensorType {
        try randomType(type, seed: operands[0])
    }

    package func evaluate(_ operands: [HostTensor], as type: TensorType) -> HostTensor {
        let seed = UInt64(bitPattern: operands[0].integers[0])
        let source = Philox(seed: seed, stream: stream)
        let elements = (0..<type.shape.count).map { index in
            switch type.dtype {
            case .float64: source.uniform53(index)
            case .float16: Swift.min(source.uniform24(index), 0.999_511_718_75)
            case .bfloat16: Swift.min(source.uniform24(index), 0.996_093_75)
            default: source.uniform24(index)
            }
        }
        return HostTensor(elements, shape: type.shape, dtype: type.dtype)
    }
}

/// The type of random numbers, if they are floating and the seed is one.
func randomType(_ type: TensorType, seed: TensorType) throws(GraphError) -> TensorType {
    guard type.dtype.isFloating else {
        throw GraphError(
            code: .typeMismatch, problem: "random numbers are floating, not \(type.dtype)")
    }
    guard seed == TensorType(.scalar, .int64) else {
        throw GraphError(
            code: .typeMismatch, problem: "the seed must be an int64 scalar, got \(seed)")
    }
    return type
}

extension Tensor {
    /// Random numbers, equally likely between `low` and `high`; the same for the same seed and stream.
    ///
    /// - Parameters:
    ///   - shape: The shape of the result.
    ///   - low: The least value.
    ///   - high: The bound; not reached, unless rounding `low + u · (high − low)` does.
    ///   - dtype: A floating type.
    ///   - seed: Any whole number.
    ///   - stream: Tells apart uses of one seed.
    /// - Returns: A tensor of random numbers.
    public static func uniform(
        _ shape: Shape, low: Double = 0, high: Double = 1, dtype: DType = .float32, seed: Int,
        stream: UInt64 = 0
    ) -> Tensor {
        let seed = Tensor(HostTensor(scalars: [Int64(seed)], shape: .scalar))
        let unit = uniform(shape, dtype: dtype, seed: seed, stream: stream)
        return low == 0 && high == 1 ? unit : unit * (high - low) + low
    }

    /// Random numbers in [0, 1) from a seed that is itself a tensor: an int64 scalar.
    public static func uniform(
        _ shape: Shape, dtype: DType = .float32, seed: Tensor, stream: UInt64 = 0
    ) -> Tensor {
        Tensor(RandomUniform(type: TensorType(shape, dtype), stream: stream), seed)
    }
}
