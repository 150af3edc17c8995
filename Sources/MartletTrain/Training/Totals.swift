// SPDX-License-Identifier: Apache-2.0
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

extension Totals {
    /// Adds the results of a batch: the mean loss, then sums of metrics, each over as many values as the program counts.
    func add(_ program: Program, batchSize: Int) {
        let results = program.results
        add(program.value(of: results[0]) * Double(batchSize), count: Double(batchSize), at: 0)
        for index in program.counts.indices {
            add(program.value(of: results[index + 1]), count: program.counts[index], at: index + 1)
        }
    }
}

extension Program {
    /// The number in a buffer of one result.
    fileprivate func value(of result: Buffer) -> Double {
        isDouble
            ? result.pointer.load(as: Double.self) : Double(result.pointer.load(as: Float.self))
    }
}
