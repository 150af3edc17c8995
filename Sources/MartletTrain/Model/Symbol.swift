// SPDX-License-Identifier: Apache-2.0
import MartletIR
public import MartletNN

/// A value of a network under construction, in the functional style.
///
/// ```swift
/// let input = Input(shape: [10])
/// let hidden = Dense(10, activation: .relu)(input)
/// let model = Model(inputs: input, outputs: Dense(1, activation: .sigmoid)(hidden))
/// ```
public final class Symbol: SymbolConvertible {
    /// The layer that makes the value.
    let layer: any Layer
    /// What it is applied to; empty for inputs.
    let inputs: [Symbol]

    init(_ layer: any Layer, _ inputs: [Symbol]) {
        self.layer = layer
        self.inputs = inputs
    }

    /// The value itself.
    public var symbol: Symbol { self }
}

/// What a layer can be called on in the functional style: a symbol, or an ``MartletNN/Input``.
public protocol SymbolConvertible: Sendable {
    /// The value.
    var symbol: Symbol { get }
}

extension Input: SymbolConvertible {
    /// The value that is given to the network here.
    public var symbol: Symbol { Symbol(self, []) }
}

extension Layer {
    /// The layer's result for a value of a network under construction.
    public func callAsFunction(_ input: any SymbolConvertible) -> Symbol {
        Symbol(self, [input.symbol])
    }

    /// The layer's result for several values of a network under construction.
    public func callAsFunction(_ inputs: [any SymbolConvertible]) -> Symbol {
        Symbol(self, inputs.map(\.symbol))
    }
}
