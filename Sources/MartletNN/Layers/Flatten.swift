// SPDX-License-Identifier: Apache-2.0
public import MartletFormats
import MartletIR
public import MartletTensor

/// Makes one row of each example.
///
/// ## Shapes
/// - input:  `[batch, …]`
/// - output: `[batch, features]`
public struct Flatten: UnaryLayer, StorableLayer {
    /// Who the layer is, and its name.
    public var identity: LayerIdentity

    /// A layer that makes rows.
    public init(name: String? = nil) { identity = LayerIdentity(name: name) }

    /// The arguments under Keras' names.
    public static let schema = Schema<Self>(
        Flatten(), .channelsLast)

    /// The layer's result.
    public func call(_ x: Tensor, in scope: LayerScope) -> Tensor {
        guard x.rank >= 1 else {
            return .failed(
                .wrongRank(of: x.shape, expected: "[batch, …]", layer: Self.className))
        }
        return x.reshaped(to: [x.shape[0], x.shape.sizes.dropFirst().reduce(1, *)] as Shape)
    }
}
