// SPDX-License-Identifier: Apache-2.0
import Martlet

/// Samples in a plain array, predicted batch after batch: single ones by a prepared predictor, many by `predict`.
struct PredictionSamples {
    /// What is measured, for the result's line.
    let how: String

    private let model: Model
    /// Batches of many, as tensors in memory.
    private let batches: [HostTensor]
    private let predictor: PreparedPredictor
    private let width: Int
    private let pixels: [Float]
    private var position = 0
    private var outputs: [Float]

    init(_ model: Model, _ workload: Workload) throws {
        var random = SplitMix64(state: 0)
        let (network, batchSize) = (workload.network, workload.batchSize)
        let width = network.exampleShape.reduce(batchSize, *)
        let pixels = (0..<(workload.sampleCount / batchSize * width)).map { _ in random.unit() }
        // The model learns the shape of its input from a first call.
        let first = HostTensor(
            scalars: Array(pixels[..<width]), shape: Shape([batchSize] + network.exampleShape))
        _ = try model.predict([first], batchSize: batchSize)
        predictor = try model.preparedPredictor(batchSize: batchSize)
        how = batchSize == 1 ? "prepared" : "predict"
        self.model = model
        batches = stride(from: 0, to: batchSize == 1 ? 0 : pixels.count, by: width).map {
            HostTensor(
                scalars: Array(pixels[$0..<($0 + width)]),
                shape: Shape([batchSize] + network.exampleShape))
        }
        self.width = width
        self.pixels = pixels
        outputs = Array(repeating: 0, count: batchSize * network.classCount)
    }

    /// Predicts the next batch: from the array, into an array.
    mutating func predictNext() throws {
        let (predictor, range) = (predictor, position..<(position + width))
        position = range.upperBound == pixels.count ? 0 : range.upperBound
        if !batches.isEmpty {
            let batch = batches[range.lowerBound / width]
            _ = try model.predict([batch], batchSize: predictor.batchSize)
            return
        }
        try pixels.withUnsafeBufferPointer { pixels in
            try outputs.withUnsafeMutableBufferPointer { outputs in
                try predictor.predict(UnsafeBufferPointer(rebasing: pixels[range]), into: outputs)
            }
        }
    }
}
