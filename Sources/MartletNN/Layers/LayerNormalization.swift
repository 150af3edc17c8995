// SPDX-License-Identifier: Apache-2.0
public import MartletFormats
import MartletIR
public import MartletTensor

/// Moves and scales each example to mean 0 and variance 1, then by learned numbers.
///
///     y = γ · (x − mean) / √(variance + ε) + β
///
/// ## Shapes
/// - input and output: `[batch, …]`, the same
/// - γ and β: the sizes along the axes
///
/// Source: Ba, Kiros & Hinton, "Layer normalization", 2016.
public struct LayerNormalization: UnaryLayer, StorableLayer {
    /// Who the layer is, and its name.
    public var identity: LayerIdentity
    /// The axes along which mean and variance are taken; negative ones count from the end.
    public internal(set) var axes: [Int]
    /// What keeps the divisor from 0.
    public internal(set) var epsilon: Double
    /// What is learned, and what it starts from.
    public internal(set) var affine: AffineArguments

    /// A layer that normalises examples along `axes`, then by β (`center`) and γ (`scale`).
    public init(
        axes: [Int] = [-1], epsilon: Double = 1e-3, center: Bool = true, scale: Bool = true,
        betaInitializer: Initializer = .zeros, gammaInitializer: Initializer = .ones,
        betaRegularizer: Regularizer? = nil, gammaRegularizer: Regularizer? = nil,
        name: String? = nil
    ) {
        identity = LayerIdentity(name: name)
        (self.axes, self.epsilon) = (axes, epsilon)
        affine = AffineArguments(
            center: center, scale: scale,
            beta: ParameterOptions(betaInitializer, regularizer: betaRegularizer),
            gamma: ParameterOptions(gammaInitializer, regularizer: gammaRegularizer))
        requireValidArguments()
    }

    /// The arguments under Keras' names.
    public static let schema = Schema<Self>(
        LayerNormalization(),
        .argument(
            "axis", \.axes, as: .axes, in: .axes,
            "The axes along which mean and variance are taken; negative ones count from the end."),
        .rule("axis") { $0.axes.isEmpty ? "must be at least one axis" : nil },
        .argument("epsilon", \.epsilon, in: 0..., "What keeps the divisor from 0."),
        .including(\.affine), .fixed("rms_scaling", false))

    /// The layer's result.
    public func call(_ x: Tensor, in scope: LayerScope) -> Tensor {
        do throws(GraphError) {
            let axes = try x.shape.normalized(axes: axes)
            let shape = Shape(axes.map { x.shape.sizes[$0] })
            let others = x.shape.sizes.indices.filter { !axes.contains($0) }
            let aligned = x.shape.reduced(over: others, keepingDimensions: true)
            let isTrailing = axes == Array((x.rank - axes.count)..<x.rank)
            let (scale, offset) = affine.parameters(shape, in: scope)
            var y = x.normalized(axes, epsilon: epsilon)
            if let scale { y = y * (isTrailing ? scale : scale.reshaped(to: aligned)) }
            if let offset { y = y + (isTrailing ? offset : offset.reshaped(to: aligned)) }
            return y
        } catch {
            return .failed(error)
        }
    }
}
