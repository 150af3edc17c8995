// SPDX-License-Identifier: Apache-2.0
public import MartletFormats
public import MartletTensor

/// A part of a network: a function of tensors with parameters of its own.
///
/// A layer is a value: its arguments, and an ``identity`` on which its parameters hang. Copies are the same layer: one
/// layer called twice shares its parameters, two layers never do.
///
/// Write your own as a struct; layers inside it are called with `inner(x, in: scope)`:
/// ```swift
/// struct Residual: UnaryLayer {
///     let identity = LayerIdentity()
///     private let first = Dense(64, activation: .relu)
///     private let second = Dense(64)
///
///     func call(_ x: Tensor, in scope: LayerScope) -> Tensor {
///         x + second(first(x, in: scope), in: scope)
///     }
/// }
/// ```
/// A layer that files shall hold is ``StorableLayer``: it has a ``MartletFormats/Configurable/schema``.
public protocol Layer: ClassNamed {
    /// Who the layer is, and its name.
    var identity: LayerIdentity { get }

    /// The layer's result; parameters come from `scope`.
    func call(_ inputs: [Tensor], in scope: LayerScope) -> Tensor
}

extension Layer {
    /// The name given to this layer, or `nil` to be named after its class: `dense`, then `dense_1`.
    public var name: String? { identity.name }

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

/// A layer that can be written to a file and read back: it declares its arguments.
public protocol StorableLayer: Layer, Configurable {
    /// Who the layer is, and its name; set when it is read.
    var identity: LayerIdentity { get set }
}

extension StorableLayer {
    /// The layer with the arguments that a file holds, and those that all layers have: `name`, `trainable`, `dtype`.
    public init(from arguments: Arguments) throws {
        let own = Set(Self.listing.map(\.name))
        let common = LayerArguments.schema.names.filter { !own.contains($0) }
        self = try Self.schema.read(arguments, except: common)
        let general = try LayerArguments(from: arguments.only(common))
        identity = LayerIdentity(name: general.name)
    }
}
