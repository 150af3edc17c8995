// SPDX-License-Identifier: Apache-2.0
import MartletFormats
import MartletIR
import MartletTensor

/// What pooling layers over one and two axes have in common.
public struct PoolingArguments: Hashable, Sendable {
    /// The size of the window along each spatial axis.
    public var poolSize: [Int]
    /// What is put around the image; it counts neither as greatest element nor in means.
    public var padding: LayerPadding
    private var ownStrides: [Int]?

    init(poolSize: [Int], strides: [Int]?, padding: LayerPadding) {
        self.poolSize = poolSize
        self.padding = padding
        ownStrides = strides
    }

    /// Pixels between neighbouring windows; the size of the window unless said otherwise.
    public var strides: [Int] {
        get { ownStrides ?? poolSize }
        set { ownStrides = newValue }
    }

    /// The arguments of a pooling over `rank` axes, under Keras' names.
    static func entries(rank: Int) -> SchemaEntry<Self> {
        SchemaEntry(
            .argument(
                "pool_size", \.poolSize, as: .numbers(rank), in: .sizes,
                "The size of the window along each spatial axis."),
            .argument(
                "strides", \.strides, as: .numbers(rank), in: .sizes,
                "Pixels between neighbouring windows; the size of the window unless said otherwise."
            ),
            .argument(
                "padding", \.padding, as: .padding(2),
                "What is put around the image; it counts neither as greatest element nor in means."),
            .causalPadding(\.padding, rank: 2), .channelsLast)
    }

    /// Calls `pool` with the window, if `x` has the axes that it needs.
    func apply(
        to x: Tensor, layer: String, _ pool: ([Int], [Int], Padding) -> Tensor
    ) -> Tensor {
        guard x.rank == poolSize.count + 2 else {
            let expected = poolSize.count == 1 ? "steps" : "height, width"
            return .failed(
                .wrongRank(of: x.shape, expected: "[batch, \(expected), channels]", layer: layer))
        }
        return pool(poolSize, strides, padding == .same ? .same : .valid)
    }
}
