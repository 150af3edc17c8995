// SPDX-License-Identifier: Apache-2.0
package import MartletIR

/// The sum of the squared distances from the mean along axes, which go: `Σ (x − mean x)²`.
///
/// A name for it lets an executor read `x` once: mean and variance come out of the same pass.
package struct SquaredDeviations: Composite {
    package static let name = "squared_deviations"
    /// The axes that go, counted from the front, in order.
    package let axes: [Int]

    package init(axes: [Int]) { self.axes = axes }

    package func resultTypes(of operands: Operands) throws(GraphError) -> [TensorType] {
        let type = try operands.onlyFloating()
        try type.shape.requireNormalized(axes)
        return [
            TensorType(type.shape.reduced(over: axes, keepingDimensions: false), type.dtype)
        ]
    }

    package func body(_ operands: [Tensor]) -> [Tensor] {
        [operands[0].centred(axes).squared().sum(axes)]
    }

    /// ∂/∂x = 2 · (x − mean x): what the mean adds to it sums up to 0.
    package func gradients(in context: GradientContext) -> [Tensor?] {
        let seed = context.seed.restored(axes, to: context.x.shape)
        return [2 * seed * context.x.centred(axes)]
    }
}

extension Tensor {
    /// The distances from the mean along `axes`.
    func centred(_ axes: [Int]) -> Tensor { self - mean(axes, keepingDimensions: true) }

    /// `Σ (x − mean x)²` along `axes`, the axes kept with size 1 if asked.
    func squaredDeviations(_ axes: [Int]?, keepingDimensions: Bool) -> Tensor {
        do throws(GraphError) {
            let axes = try shape.normalized(axes: axes)
            let result = Tensor(SquaredDeviations(axes: axes), self)
            guard keepingDimensions else { return result }
            return result.reshaped(to: shape.reduced(over: axes, keepingDimensions: true))
        } catch {
            return failing(error)
        }
    }
}
