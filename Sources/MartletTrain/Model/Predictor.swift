// SPDX-License-Identifier: Apache-2.0
import MartletCompiler
import MartletData
import MartletIR
import MartletNN
import MartletRuntime
import MartletTensor
import Synchronization

/// The forward pass of a network as programs, one for each batch size and device, for any number of threads.
final class Predictor: Sendable {
    private struct Key: Hashable {
        let batchSize: Int
        let device: Device
    }

    private struct Program {
        let executable: any Executable
        var idle: [any Runner] = []
    }

    let network: Network
    private let architecture: Architecture
    private let programs = Mutex<[Key: Program]>([:])

    init(_ architecture: Architecture, _ network: Network) {
        self.architecture = architecture
        self.network = network
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
        let loader = try Loader(data, batchSize: min(batchSize, data.count))
        let feed = try BatchFeed(loader) { size in
            try borrow(Key(batchSize: size, device: .current))
        } memory: { runner in
            memory(of: runner)
        }
        defer { feed.steps.forEach { giveBack($0.step, size: $0.size) } }
        for batch in 0..<loader.batchCount {
            try feed.withBatch(batch) { runner, size in
                try runner.run()
                for (index, shape) in network.outputShapes.enumerated() {
                    let row = shape.count * network.dtype.byteCount
                    (results[index].pointer + batch * loader.batchSize * row).copyMemory(
                        from: runner.outputs[index].pointer, byteCount: size * row)
                }
            }
        }
    }

    private func memory(of runner: any Runner) -> BatchMemory {
        let buffers = runner.inputs.suffix(network.inputShapes.count)
        return BatchMemory(inputs: buffers.map { BatchSlot($0.pointer, network.dtype) })
    }

    private func borrow(_ key: Key) throws -> any Runner {
        if let idle = programs.withLock({ $0[key]?.idle.popLast() }) { return idle }
        let known = programs.withLock { $0[key]?.executable }
        let executable = try known ?? compile(key)
        programs.withLock { programs in
            if programs[key] == nil { programs[key] = Program(executable: executable) }
        }
        let batchInputs = network.inputShapes.map { _ in Buffer?.none }
        return try executable.makeRunner(
            inputs: network.parameters.map(\.buffer) + batchInputs,
            outputs: network.outputShapes.map { _ in nil })
    }

    private func giveBack(_ runner: any Runner, size: Int) {
        let key = Key(batchSize: size, device: .current)
        programs.withLock { $0[key]?.idle.append(runner) }
    }

    private func compile(_ key: Key) throws -> any Executable {
        var inputs = ProgramInputs()
        let outputs = try checking {
            let parameters = network.parameters.map { ($0.path, inputs.add($0.type)) }
            let batch = network.inputShapes.map {
                inputs.add(TensorType(Shape([key.batchSize] + $0.sizes), network.dtype))
            }
            let context = LayerContext(
                isTraining: false, dtype: network.dtype,
                parameters: Dictionary(uniqueKeysWithValues: parameters))
            return architecture.outputs(for: batch, in: context)
        }
        return try key.device.executor.compile(
            Graph(computing: outputs, from: inputs.tensors))
    }
}
