// SPDX-License-Identifier: Apache-2.0
import Martlet

/// Samples in a plain array and the model that is asked for one batch of them after the other.
struct PredictionSamples {
    /// What is measured, for the result's line.
    static let how = "predict"

    private let model: Model
    private let batchSize: Int
    private let shape: Shape
    private let width: Int
    private let pixels: [Float]
    private var position = 0
    private var outputs: [Float]

    init(_ model: Model, _ workload: Workload) throws {
        var random = SplitMix64(state: 0)
        let network = workload.network
        self.model = model
        batchSize = workload.batchSize
        shape = Shape([workload.batchSize] + network.exampleShape)
        width = network.exampleShape.reduce(workload.batchSize, *)
        pixels = (0..<(workload.sampleCount / batchSize * width)).map { _ in random.unit() }
        outputs = Array(repeating: 0, count: batchSize * network.classCount)
    }

    /// Predicts the next batch: from the array, into an array.
    mutating func predictNext() throws {
        let range = position..<(position + width)
        position = range.upperBound == pixels.count ? 0 : range.upperBound
        let inputs = HostTensor(scalars: Array(pixels[range]), shape: shape)
        let results = try model.predict([inputs], batchSize: batchSize)
        results[0].withUnsafeBytes { bytes in
            outputs.withUnsafeMutableBytes { $0.copyMemory(from: bytes) }
        }
    }
}
