// SPDX-License-Identifier: Apache-2.0
public import MartletFormats
public import MartletTensor

/// The greatest element of each window that slides over a batch of images, channel by channel.
///
/// ## Shapes
/// - input:  `[batch, height, width, channels]`
/// - output: `[batch, ⌊(height − pool) / stride⌋ + 1, …, channels]` for `.valid` padding,
///   `[batch, ⌈height / stride⌉, …, channels]` for `.same`
public struct MaxPooling2D: UnaryLayer, StorableLayer {
    /// Who the layer is, and its name.
    public var identity: LayerIdentity
    /// The window.
    public internal(set) var arguments: PoolingArguments

    /// A layer that keeps the greatest element of each window; `strides` are those of the window if `nil`.
    public init(
        _ pool: Size2 = 2, strides: Size2? = nil, padding: LayerPadding = .valid,
        name: String? = nil
    ) {
        identity = LayerIdentity(name: name)
        arguments = PoolingArguments(
            poolSize: pool.sizes, strides: strides?.sizes, padding: padding)
        requireValidArguments()
    }

    /// The arguments under Keras' names.
    public static let schema = Schema<Self>(
        MaxPooling2D(), .including(\.arguments, PoolingArguments.entries(rank: 2)))

    /// The layer's result.
    public func call(_ x: Tensor, in scope: LayerScope) -> Tensor {
        arguments.apply(to: x, layer: Self.className) {
            x.maxPooled($0, strides: $1, padding: $2)
        }
    }
}
