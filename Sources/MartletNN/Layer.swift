// SPDX-License-Identifier: Apache-2.0
public import MartletFormats
public import MartletTensor

/// A part of a network: a function of tensors with parameters of its own.
///
/// A layer is an immutable object that holds its configuration and nothing else; parameters live in the model. The
/// object is the identity: one layer called twice shares its parameters, two layers never do.
///
/// Write your own as a final class; layers inside it are called with `inner(x, in: scope)`:
/// ```swift
/// final class Residual: UnaryLayer {
///     private let first = Dense(64, activation: .relu)
///     private let second = Dense(64)
///
///     func call(_ x: Tensor, in scope: LayerScope) -> Tensor {
///         x + second(first(x, in: scope), in: scope)
///     }
/// }
/// ```
public protocol Layer: AnyObject, Sendable {
    /// The name of the class in files and summaries: Keras' name where Keras has the layer.
    static var className: String { get }

    /// The name given to this layer, or `nil` to be named after its class: `dense`, `dense_1`, …
    var name: String? { get }

    /// The layer's result; parameters come from `scope`.
    func call(_ inputs: [Tensor], in scope: LayerScope) -> Tensor
}

extension Layer {
    /// The Swift name of the class.
    public static var className: String { String(describing: Self.self) }

    /// No name: the model gives one.
    public var name: String? { nil }

    /// Calls the layer inside another one, or in a model: its parameters get a path of their own.
    public func callAsFunction(_ inputs: [Tensor], in scope: LayerScope) -> Tensor {
        scope.call(self, inputs)
    }

    /// Calls the layer on one tensor.
    public func callAsFunction(_ input: Tensor, in scope: LayerScope) -> Tensor {
        scope.call(self, [input])
    }
}

/// A layer of one input.
public protocol UnaryLayer: Layer {
    /// The layer's result; parameters come from `scope`.
    func call(_ x: Tensor, in scope: LayerScope) -> Tensor
}

extension UnaryLayer {
    /// The layer's result.
    public func call(_ inputs: [Tensor], in scope: LayerScope) -> Tensor {
        guard inputs.count == 1 else {
            return .failed(.wrongInputCount(inputs.count, expected: 1, of: Self.className))
        }
        return call(inputs[0], in: scope)
    }
}

/// A layer that can be written to a file and read back.
public protocol StorableLayer: Layer {
    /// A layer with the configuration that a file holds, under Keras' argument names.
    ///
    /// - Throws: ``ConfigurationError`` if an argument is missing, unknown or out of range.
    init(from configuration: ConfigurationReader) throws

    /// The arguments under Keras' names, such that ``init(from:)`` makes an equal layer of them.
    var configuration: JSONObject { get }
}
