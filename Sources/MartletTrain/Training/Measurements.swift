// SPDX-License-Identifier: Apache-2.0
import MartletCompiler
import MartletIR
import MartletNN
import MartletTensor

/// The loss and the metrics of a batch, in tensors.
struct Measurements {
    /// The mean loss of the batch with penalties: what is differentiated.
    let loss: Tensor
    /// For each metric, the sum of its values over the batch.
    let sums: [Tensor]
    /// For each metric, how many values were added.
    let counts: [Double]

    /// Compares the outputs of a network with targets.
    ///
    /// As in Keras, the loss is the sum of weighted losses divided by their number, not by the sum of weights.
    init(
        _ compilation: Compilation, outputs: [Tensor], targets: [Tensor], weights: Tensor?,
        penalties: [Tensor]
    ) {
        var total: Tensor?
        for (output, target) in strictZip(outputs, targets) {
            let values = compilation.loss(output, target)
            var losses = values.cast(to: values.dtype.accumulator)
            if let weights { losses = losses * Self.aligned(weights, to: losses) }
            let mean = losses.mean()
            total = total.map { $0 + mean } ?? mean
        }
        let loss = total ?? .zeros([])
        self.loss = penalties.reduce(loss) { $0 + $1.cast(to: loss.dtype) }
        let values = compilation.metrics.flatMap { metric in
            strictZip(outputs, targets).map { metric.values($0, $1) }
        }
        sums = values.map { $0.cast(to: loss.dtype).sum() }
        counts = values.map { Double($0.shape.count) }
    }

    /// Weights of examples `[batch]` with axes of size 1 up to the rank of the losses.
    private static func aligned(_ weights: Tensor, to losses: Tensor) -> Tensor {
        let ones = [Int](repeating: 1, count: max(losses.rank - 1, 0))
        return weights.cast(to: losses.dtype).reshaped(to: Shape([weights.shape[0]] + ones))
    }

    /// The names of the metrics, one for each output: `accuracy`, or `output_1_accuracy` if there are several.
    static func metricNames(_ metrics: [Metric], outputNames: [String]) -> [String] {
        metrics.flatMap { metric in
            outputNames.count == 1
                ? [metric.name] : outputNames.map { "\($0)_\(metric.name)" }
        }
    }
}
