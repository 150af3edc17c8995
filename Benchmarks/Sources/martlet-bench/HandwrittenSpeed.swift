// SPDX-License-Identifier: Apache-2.0
import Martlet

/// A loop without a model, and how its steps are computed.
struct Handwriting {
    enum Style {
        /// By a compiled function that changes the network in place.
        case compiled
        /// By `realized` after each step.
        case eager
        /// Whenever Martlet likes: nobody looks before the end.
        case lazy
    }

    /// Units of the hidden layer.
    let width: Int
    let style: Style

    /// The network before its first step, and what a step does to it.
    func start() throws -> (
        HandwrittenNetwork, (inout HandwrittenNetwork, Tensor, Tensor) throws -> Tensor
    ) {
        let network = try HandwrittenNetwork(width: width, usesAdam: style == .compiled)
        switch style {
        case .compiled:
            return (
                network,
                compiled(donating: .first) {
                    (network: inout HandwrittenNetwork, x: Tensor, labels: Tensor) in
                    network.adapt(x, labels)
                }
            )
        case .eager:
            return (
                network,
                { network, x, labels in
                    let loss = network.descend(x, labels)
                    let values = try Tensor.realized(network.parameters + [loss])
                    network.parameters = Array(values.dropLast())
                    return values[values.count - 1]
                }
            )
        case .lazy: return (network, { $0.descend($1, $2) })
        }
    }
}

/// Times steps of a hand-written loop.
struct HandwrittenSpeed {
    let handwriting: Handwriting
    let seconds: Double

    func measure(_ data: Dataset, _ batchSize: Int, _ line: inout ResultLine) throws {
        let batches = try batches(data, batchSize)
        let clock = ContinuousClock()
        let start = clock.now
        var (network, step) = try handwriting.start()
        var loss = try step(&network, batches[0].0, batches[0].1)
        if handwriting.style != .lazy { _ = try loss.scalar() }
        line.set("startup_s", Stopwatch.seconds(clock.now - start), digits: 3)
        let watch = Stopwatch(seconds: seconds, epochsPerLap: 1)
        var epoch = 0
        repeat {
            for (x, labels) in batches { loss = try step(&network, x, labels) }
            epoch += 1
        } while !watch.epochDidEnd(epoch)
        line.set("loss", try loss.scalar(), digits: 4)
        line["params"] = .int(network.parameters.map(\.shape.count).reduce(0, +))
        line.set("samples_per_s", Double(batches.count * batchSize) / watch.meanEpoch, digits: 1)
        line.set("step_ms_median", watch.medianEpoch / Double(batches.count) * 1e3, digits: 5)
        line["steps_per_epoch"] = .int(batches.count)
        line["epochs"] = .int(watch.epochCount)
        line.set("foreign_cpu", watch.foreignLoad, digits: 3)
    }

    private func batches(_ data: Dataset, _ size: Int) throws -> [(Tensor, Tensor)] {
        let (x, labels) = (Tensor(data.inputs[0].floats()), Tensor(data.targets[0]))
        return try stride(from: 0, to: data.count, by: size).map { first in
            let rows = Tensor.range(size) + Tensor(Double(first), dtype: .int64)
            let pair = try Tensor.realized([x.take(rows), labels.take(rows)])
            return (pair[0], pair[1])
        }
    }
}
