// SPDX-License-Identifier: Apache-2.0
import MartletFormats
public import MartletTensor

/// A function that a layer applies to its result, element by element (softmax: along the last axis).
public enum Activation: String, CaseIterable, Sendable {
    /// Nothing.
    case linear
    /// max(x, 0).
    case relu
    /// x, the negative elements times 0.2.
    case leakyReLU = "leaky_relu"
    /// x, the negative elements as eˣ − 1.
    case elu
    /// 1 / (1 + e⁻ˣ).
    case sigmoid
    /// The hyperbolic tangent.
    case tanh
    /// eˣ / Σ eˣ along the last axis.
    case softmax
    /// ln(1 + eˣ).
    case softplus
    /// x · Φ(x), exact.
    case gelu
    /// x · σ(x).
    case silu

    /// The function of every element.
    public func callAsFunction(_ x: Tensor) -> Tensor {
        switch self {
        case .linear: x
        case .relu: x.relu()
        case .leakyReLU: x.leakyReLU()
        case .elu: x.elu()
        case .sigmoid: x.sigmoid()
        case .tanh: x.tanh()
        case .softmax: x.softmax()
        case .softplus: x.softplus()
        case .gelu: x.gelu()
        case .silu: x.silu()
        }
    }

    /// Keras' names, with those it also accepts.
    private static let aliases = ["swish": Activation.silu, "identity": .linear]

    /// The activation that Keras calls `name`.
    public init?(named name: String) {
        guard let activation = Activation(rawValue: name) ?? Self.aliases[name] else { return nil }
        self = activation
    }
}

extension ConfigurationReader {
    /// The activation that the argument names; none if it is not there.
    public func activation(_ key: String = "activation") throws -> Activation {
        guard let name = try optionalString(key) else { return .linear }
        guard let activation = Activation(named: name) else {
            let known = Activation.allCases.map(\.rawValue)
            throw error(
                key,
                "there is no activation \"\(name)\"; known are \(known.joined(separator: ", "))",
                hint: Spelling.suggestion(for: name, among: known))
        }
        return activation
    }
}
