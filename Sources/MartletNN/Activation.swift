// SPDX-License-Identifier: Apache-2.0
public import MartletFormats
public import MartletTensor

/// A function that a layer applies to its result, element by element (softmax: along the last axis).
public enum Activation: String, ArgumentWord {
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

    /// What Keras also accepts.
    public static var aliases: [String: Activation] { ["swish": .silu, "identity": .linear] }
}
