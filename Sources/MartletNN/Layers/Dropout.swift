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
public final class Dropout: UnaryLayer, StorableLayer {
    /// Keras' name of the class.
    public static let className = "Dropout"
    /// The name given to the layer; the model makes one if it is `nil`.
    public let name: String?
    /// The part that is dropped.
    public let rate: Double
    /// Chooses what is dropped; the place in the network does if `nil`.
    public let seed: Int?

    /// A layer that drops a part of its input.
    ///
    /// - Parameters:
    ///   - rate: The part that is dropped, from 0 to 1.
    ///   - seed: Chooses what is dropped, besides the model's seed; the place in the network does if `nil`.
    ///   - name: The layer's name; `dropout`, `dropout_1`, … if `nil`.
    public init(_ rate: Double, seed: Int? = nil, name: String? = nil) {
        precondition((0...1).contains(rate), "Dropout: rate must be from 0 to 1, got \(rate).")
        self.rate = rate
        self.seed = seed
        self.name = name
    }

    /// The layer with the arguments that `configuration` holds under Keras' names.
    public convenience init(from configuration: ConfigurationReader) throws {
        self.init(
            try configuration.fraction("rate"), seed: try configuration.optionalInteger("seed"),
            name: try configuration.optionalString("name"))
    }

    /// The arguments under Keras' names.
    public var configuration: JSONObject {
        ["rate": .double(rate), "seed": seed.map { .int($0) } ?? .null]
    }

    /// The layer's result.
    public func call(_ x: Tensor, in scope: LayerScope) -> Tensor {
        guard scope.isTraining, rate > 0 else { return x }
        guard rate < 1 else { return .zeros(like: x) }
        let isKept = scope.uniform(x.shape, seed: seed) .< (1 - rate)
        return Tensor.select(isKept, x * (1 / (1 - rate)), .zeros(like: x))
    }
}
