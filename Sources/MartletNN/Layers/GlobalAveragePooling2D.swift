// SPDX-License-Identifier: Apache-2.0
public import MartletFormats
public import MartletTensor

/// The mean of each channel over a whole image.
///
/// ## Shapes
/// - input:  `[batch, height, width, channels]`
/// - output: `[batch, channels]`, or `[batch, 1, 1, channels]` if dimensions are kept
public struct GlobalAveragePooling2D: UnaryLayer, StorableLayer {
    /// Who the layer is, and its name.
    public var identity: LayerIdentity
    /// Whether the spatial axes stay, with size 1.
    public internal(set) var keepsDimensions: Bool

    /// A layer that keeps one number of each channel.
    public init(keepsDimensions: Bool = false, name: String? = nil) {
        identity = LayerIdentity(name: name)
        self.keepsDimensions = keepsDimensions
    }

    /// The arguments under Keras' names.
    public static let schema = Schema<Self>(
        GlobalAveragePooling2D(),
        .argument(
            "keepdims", \.keepsDimensions, "Whether the spatial axes stay, with size 1."),
        .channelsLast)

    /// The layer's result.
    public func call(_ x: Tensor, in scope: LayerScope) -> Tensor {
        guard x.rank == 4 else {
            return .failed(
                .wrongRank(
                    of: x.shape, expected: "[batch, height, width, channels]", layer: Self.className
                ))
        }
        return x.mean([1, 2], keepingDimensions: keepsDimensions)
    }
}
