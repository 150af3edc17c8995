// SPDX-License-Identifier: Apache-2.0
public import MartletIR
import MartletTensor

extension Initializer {
    /// The initial values of a parameter: a function of the arguments alone, the same on every machine.
    ///
    /// - Parameters:
    ///   - shape: The parameter's shape; for ``orthogonal(gain:)`` with at least two axes.
    ///   - dtype: A floating type.
    ///   - seed: The model's seed.
    ///   - stream: Tells the parameters of a model apart.
    /// - Returns: The initial values.
    public func values(_ shape: Shape, _ dtype: DType, seed: UInt64, stream: UInt64) -> HostTensor {
        let source = RandomSequence(seed: seed, stream: stream)
        let count = shape.count
        let elements: [Double]
        switch self {
        case .zeros: return HostTensor(TensorType(shape, dtype)) { _ in }
        case .ones: elements = [Double](repeating: 1, count: count)
        case .constant(let value): elements = [Double](repeating: value, count: count)
        case .uniform(let low, let high):
            elements = source.uniform(count, low: low, high: high, as: dtype)
        case .normal(let mean, let deviation):
            elements = source.normal(count).map { mean + deviation * $0 }
        case .truncatedNormal(let mean, let deviation):
            elements = source.truncatedNormal(count).map { mean + deviation * $0 }
        case .varianceScaling(let scaling):
            return scaling.resolved(for: shape).values(shape, dtype, seed: seed, stream: stream)
        case .orthogonal(let gain):
            elements = OrthogonalMatrix.elements(shape, source).map { gain * $0 }
        case .seeded(let initializer, let seed):
            let seed = UInt64(bitPattern: Int64(seed))
            return initializer.values(shape, dtype, seed: seed, stream: 0)
        }
        return HostTensor(elements, shape: shape, dtype: dtype)
    }

    /// Throws if there are no such values for a parameter of the given shape.
    func check(_ shape: Shape) throws(GraphError) {
        switch self {
        case .orthogonal where shape.rank < 2:
            throw GraphError(
                code: .invalidAttribute, operation: "orthogonal",
                problem: "a parameter needs at least two axes to be orthogonal, got \(shape)",
                hint: "use another initializer for biases: zeros")
        case .seeded(let initializer, _): try initializer.check(shape)
        default: break
        }
    }
}
