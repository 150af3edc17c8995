public import MartletIR
private import MartletSystem

// SPDX-License-Identifier: Apache-2.0
/// Random numbers of mean 0 and standard deviation 1, normally distributed.
///
/// Operand: the seed, an int64 scalar.
package struct RandomNormal: Primitive {
    package static let name = "random_normal"
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

    /// Box & Muller, 1958: two uniform numbers make two normal ones.
    package func evaluate(_ operands: [HostTensor], as type: TensorType) -> HostTensor {
        let seed = UInt64(bitPattern: operands[0].integers[0])
        let source = Philox(seed: seed, stream: stream)
        let elements = (0..<type.shape.count).map { index in
            let (first, second) = source.uniformPair(index / 2)
            let radius = (-2 * log(1 - first)).squareRoot()
            let angle = 2 * Double.pi * second
            return radius * (index % 2 == 0 ? cos(angle) : sin(angle))
        }
        return HostTensor(elements, shape: type.shape, dtype: type.dtype)
    }
}

extension Tensor {
    /// Normally distributed random numbers; the same for the same seed and stream.
    ///
    /// - Parameters:
    ///   - shape: The shape of the result.
    ///   - mean: The mean.
    ///   - standardDeviation: The standard deviation.
    ///   - dtype: A floating type.
    ///   - seed: Any whole number.
    ///   - stream: Tells apart uses of one seed.
    /// - Returns: A tensor of random numbers.
    public static func normal(
        _ shape: Shape, mean: Double = 0, standardDeviation: Double = 1,
        dtype: DType = .float32, seed: Int, stream: UInt64 = 0
    ) -> Tensor {
        let seed = Tensor(HostTensor(scalars: [Int64(seed)], shape: .scalar))
        let unit = normal(shape, dtype: dtype, seed: seed, stream: stream)
        return mean == 0 && standardDeviation == 1 ? unit : unit * standardDeviation + mean
    }

    /// Normally distributed random numbers of mean 0 and standard deviation 1 from a seed that is itself a tensor: an
    /// int64 scalar.
    public static func normal(
        _ shape: Shape, dtype: DType = .float32, seed: Tensor, stream: UInt64 = 0
    ) -> Tensor {
        Tensor(RandomNormal(type: TensorType(shape, dtype), stream: stream), seed)
    }
}
