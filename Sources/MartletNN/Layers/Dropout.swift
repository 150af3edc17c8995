// SPDX-License-Identifier: Apache-2.0
public import MartletFormats
import MartletIR
public import MartletTensor

/// Sets a random part of its input to 0 in training, and scales the rest up so that sums stay as they are.
///
///     y = x / (1 − rate) with probability 1 − rate, else 0
///
/// Outside training the input passes unchanged.
///
/// ## Shapes
/// - input and output: any, the same
///
/// Source: Srivastava et al., "Dropout: a simple way to prevent neural networks from overfitting", 2014.
public struct Dropout: UnaryLayer, StorableLayer {
    /// Who the layer is, and its name.
    public var identity: LayerIdentity
    /// The part that is dropped.
    public internal(set) var rate: Double
    /// Chooses what is dropped, besides the model's seed; the place in the network does if `nil`.
    public internal(set) var seed: Int?

    /// A layer that drops a part of its input.
    public init(_ rate: Double, seed: Int? = nil, name: String? = nil) {
        identity = LayerIdentity(name: name)
        (self.rate, self.seed) = (rate, seed)
        requireValidArguments()
    }

    /// The arguments under Keras' names.
    public static let schema = Schema<Self>(
        Dropout(0),
        .required("rate", \.rate, in: 0...1, "The part that is dropped."),
        .argument(
            "seed", \.seed,
            "Chooses what is dropped, besides the model's seed; the place in the network does if null."
        ),
        .fixed("noise_shape", nil))

    /// The layer's result.
    public func call(_ x: Tensor, in scope: LayerScope) -> Tensor {
        guard scope.isTraining, rate > 0 else { return x }
        guard rate < 1 else { return .zeros(like: x) }
        let isKept = scope.uniform(x.shape, seed: seed) .< (1 - rate)
        return Tensor.select(isKept, x * (1 / (1 - rate)), .zeros(like: x))
    }
}
