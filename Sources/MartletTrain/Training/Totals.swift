// SPDX-License-Identifier: Apache-2.0
import MartletData
import MartletIR

/// Running means over the batches of an epoch: the loss, then each metric.
///
/// As in Keras, each batch's mean loss counts by the number of its examples.
final class Totals {
    private let sums: UnsafeMutableBufferPointer<Double>
    private let counts: UnsafeMutableBufferPointer<Double>

    init(metricCount: Int) {
        sums = .allocate(capacity: metricCount + 1)
        counts = .allocate(capacity: metricCount + 1)
        reset()
    }

    deinit {
        sums.deallocate()
        counts.deallocate()
    }

    func reset() {
        sums.initialize(repeating: 0)
        counts.initialize(repeating: 0)
    }

    func add(_ sum: Double, count: Double, at index: Int) {
        sums[index] += sum
        counts[index] += count
    }

    /// The mean loss and the mean of each metric so far.
    var means: [Double] { sums.indices.map { mean($0) } }

    /// The mean loss (at 0) or metric (from 1) so far.
    func mean(_ index: Int) -> Double { counts[index] > 0 ? sums[index] / counts[index] : 0 }
}

/// Where a program leaves the loss and the metrics of a batch.
struct BatchResults {
    private let pointers: [UnsafeMutableRawPointer]
    private let counts: [Double]
    private let isDouble: Bool

    /// Results at `pointers`: the mean loss, then sums of metrics, each over as many values as `counts` says.
    init(_ pointers: [UnsafeMutableRawPointer], counts: [Double], dtype: DType) {
        self.pointers = pointers
        self.counts = counts
        isDouble = dtype == .float64
    }

    /// Adds the results of a batch to `totals`.
    func add(to totals: Totals, batchSize: Int) {
        totals.add(value(0) * Double(batchSize), count: Double(batchSize), at: 0)
        for index in counts.indices {
            totals.add(value(index + 1), count: counts[index], at: index + 1)
        }
    }

    private func value(_ index: Int) -> Double {
        isDouble
            ? pointers[index].load(as: Double.self) : Double(pointers[index].load(as: Float.self))
    }
}

extension BatchMemory {
    /// The memory of a batch: buffers of inputs, targets and weights, in this order.
    init(_ types: BatchTypes, buffers: [Buffer]) {
        let all = types.inputs + types.targets + (types.hasWeights ? [types.weights] : [])
        let slots = strictZip(buffers, all).map { BatchSlot($0.pointer, $1.dtype) }
        let targets = types.inputs.count + types.targets.count
        self.init(
            inputs: Array(slots[..<types.inputs.count]),
            targets: Array(slots[types.inputs.count..<targets]),
            weights: types.hasWeights ? slots[targets] : nil)
    }
}
