// SPDX-License-Identifier: Apache-2.0
import MartletData
import MartletFormats
import MartletIR
import MartletNN

/// The forward pass of a network, for any number of threads if its programs share no memory.
struct Predictor: Sendable {
    let step: PredictionStep
    let programs: ProgramCache

    var network: Network { step.network }

    init(_ architecture: Architecture, _ network: Network, _ programs: ProgramCache) {
        step = PredictionStep(architecture: architecture, network: network)
        self.programs = programs
    }

    /// The outputs for the inputs of `data`, batch by batch.
    func outputs(for data: Dataset, batchSize: Int) throws -> [HostTensor] {
        let results = network.outputShapes.map {
            Buffer(byteCount: data.count * $0.count * network.dtype.byteCount)
        }
        if data.count > 0 { try fill(results, data, batchSize) }
        return strictZip(results, network.outputShapes).map { buffer, shape in
            HostTensor(TensorType(Shape([data.count] + shape.sizes), network.dtype), buffer)
        }
    }

    private func fill(_ results: [Buffer], _ data: Dataset, _ batchSize: Int) throws {
        let loader = try Loader(data, batchSize: passSize(min(batchSize, data.count)))
        let feed = try BatchFeed(loader, step, from: programs, types: step.types)
        for batch in 0..<loader.batchCount {
            try feed.withBatch(batch) { program, size in
                try program.run()
                for (index, shape) in network.outputShapes.enumerated() {
                    let row = shape.count * network.dtype.byteCount
                    (results[index].pointer + batch * loader.batchSize * row).copyMemory(
                        from: program.results[index].pointer, byteCount: size * row)
                }
            }
        }
    }

    /// How many examples a pass takes: as many as are asked for, or fewer if their activations would leave the caches.
    ///
    /// Only where every layer is one of ours: those treat each example alone, so that nobody can tell the difference.
    private func passSize(_ batchSize: Int) -> Int {
        guard step.architecture.treatsExamplesApart else { return batchSize }
        let largest = network.calls.map(\.shape.count).max() ?? 1
        let fitting = Self.cachedBytes / max(largest * network.dtype.byteCount, 1)
        return min(batchSize, max(fitting / 8 * 8, 32))
    }

    /// Bytes of a layer's result that a pass keeps in the caches.
    private static let cachedBytes = 4 << 20
}

extension Architecture {
    /// Whether no layer mixes examples when it predicts: layers from outside the catalogue might.
    fileprivate var treatsExamplesApart: Bool {
        members.allSatisfy { Self.known.contains(ObjectIdentifier(type(of: $0.layer))) }
    }

    private static let known = Set(ClassCatalog.layers.types.map { ObjectIdentifier($0) })
}
