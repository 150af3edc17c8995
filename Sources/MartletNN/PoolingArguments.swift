// SPDX-License-Identifier: Apache-2.0
import MartletFormats
import MartletIR
import MartletTensor

/// What pooling layers over one and two axes have in common.
public struct PoolingArguments: Hashable, Sendable {
    /// The size of the window along each spatial axis.
    public var poolSize: [Int]
    /// Pixels between neighbouring windows.
    public var strides: [Int]
    /// What is put around the image; it counts neither as greatest element nor in means.
    public var padding: LayerPadding

    init(poolSize: [Int], strides: [Int]?, padding: LayerPadding, layer: String) {
        self.poolSize = poolSize
        self.strides = strides ?? poolSize
        self.padding = padding
        for size in self.poolSize + self.strides {
            precondition(size > 0, "\(layer): sizes and strides must be at least 1, got \(size).")
        }
        precondition(padding != .causal, "\(layer): there is no causal padding for pooling.")
    }

    /// The arguments of a pooling over `rank` axes, under Keras' names.
    init(rank: Int, from configuration: ConfigurationReader) throws {
        try configuration.channelsLast()
        let twos = [Int](repeating: 2, count: rank)
        poolSize = try configuration.sizes("pool_size", count: rank, default: twos)
        strides = try configuration.optionalSizes("strides", count: rank) ?? poolSize
        padding = try configuration.padding()
    }

    /// The arguments under Keras' names.
    var configuration: JSONObject {
        [
            "pool_size": .sizes(poolSize), "strides": .sizes(strides),
            "padding": .string(padding.rawValue),
        ]
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
