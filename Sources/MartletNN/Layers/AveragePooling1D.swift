// SPDX-License-Identifier: Apache-2.0
public import MartletFormats
public import MartletTensor

/// The mean of each window that slides over a batch of sequences, channel by channel.
///
/// Padding does not count.
///
/// ## Shapes
/// - input:  `[batch, steps, channels]`
/// - output: `[batch, ⌊(steps − pool) / stride⌋ + 1, channels]` for `.valid` padding,
///   `[batch, ⌈steps / stride⌉, channels]` for `.same`
public struct AveragePooling1D: UnaryLayer, StorableLayer {
    /// Who the layer is, and its name.
    public var identity: LayerIdentity
    /// The window.
    public internal(set) var arguments: PoolingArguments

    /// A layer that keeps the mean of each window; `strides` are those of the window if `nil`.
    public init(
        _ pool: Int = 2, strides: Int? = nil, padding: LayerPadding = .valid,
        name: String? = nil
    ) {
        identity = LayerIdentity(name: name)
        arguments = PoolingArguments(
            poolSize: [pool], strides: strides.map { [$0] }, padding: padding)
        requireValidArguments()
    }

    /// The arguments under Keras' names.
    public static let schema = Schema<Self>(
        AveragePooling1D(), .including(\.arguments, PoolingArguments.entries(rank: 1)))

    /// The layer's result.
    public func call(_ x: Tensor, in scope: LayerScope) -> Tensor {
        arguments.apply(to: x, layer: Self.className) {
            x.averagePooled($0, strides: $1, padding: $2)
        }
    }
}
