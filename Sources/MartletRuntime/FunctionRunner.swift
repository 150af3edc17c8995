// SPDX-License-Identifier: Apache-2.0
package import MartletCompiler
package import MartletIR

/// A runner as a function: it takes values where they lie and gives results in memory of their own.
///
/// Large values are never copied: the steps that read an argument learn where it lies, and results are computed where
/// the caller finds them. Small ones are copied, which is sooner done, unless they are donated: those stay where they are.
package final class FunctionRunner: Sendable {
    /// Who owns the memory of an input or an output.
    private enum Place {
        /// The runner: values are copied.
        case own
        /// The caller.
        case lent
        /// The caller, whose memory the input of that number has.
        case donated(Int)

        /// A small value is copied.
        init(of type: TensorType) { self = type.byteCount <= 16 << 10 ? .own : .lent }

        var isOwn: Bool { if case .own = self { true } else { false } }

        /// What a runner is made with: lent memory is known only in a call.
        var initial: Buffer? { if case .lent = self { .nowhere } else { nil } }
    }

    private let runner: any Runner
    private let memory: BufferPool
    private let inputs: [Place]
    private let inputByteCounts: [Int]
    private let outputs: [Place]
    private let outputTypes: [TensorType]
    private let capturedCount: Int
    /// The bytes that the runner holds while it is idle.
    package let byteCount: Int

    /// - Parameters:
    ///   - executable: The program.
    ///   - captured: The values of its last inputs, which are the same in each call.
    ///   - memory: Where results lie.
    /// - Throws: `ExecutionError` if the device's library refuses.
    package init(_ executable: any Executable, captured: [HostTensor] = [], memory: BufferPool)
        throws
    {
        let graph = executable.graph
        let types = graph.inputTypes.dropLast(captured.count)
        var (inputs, outputs) = (types.map(Place.init), graph.outputTypes.map(Place.init))
        for donation in graph.donations {
            inputs[donation.input] = .lent
            outputs[donation.output] = .donated(donation.input)
        }
        runner = try executable.makeRunner(
            inputs: inputs.map(\.initial)
                + captured.map { $0.buffer.isUsableInPlace ? $0.buffer : $0.copied().buffer },
            outputs: outputs.map(\.initial))
        inputByteCounts = types.map(\.byteCount)
        outputTypes = graph.outputTypes
        capturedCount = captured.count
        self.memory = memory
        (self.inputs, self.outputs) = (inputs, outputs)
        byteCount =
            executable.arenaByteCount
            + (runner.inputs + runner.outputs).reduce(0) { $0 + $1.byteCount }
    }

    /// The results for values that lie in the given memory, which is taken from the caller.
    ///
    /// The memory of a donated value becomes that of the result if nobody else holds it; otherwise the value is copied
    /// first.
    package func call(_ places: inout [Buffer?]) throws -> [HostTensor] {
        precondition(places.count == inputs.count, "FunctionRunner: another number of arguments.")
        takeOver(&places)
        let results = outputs.indices.map { output -> Buffer? in
            guard case .lent = outputs[output] else { return nil }
            return memory.buffer(outputTypes[output].byteCount)
        }
        for _ in 0..<capturedCount { places.append(nil) }
        try runner.run(inputs: places, outputs: results)
        return outputs.indices.map { output in
            HostTensor(outputTypes[output], result(output, results, places))
        }
    }

    /// Copies what is small to the runner, and what it must not write to, or cannot read, to other memory.
    private func takeOver(_ places: inout [Buffer?]) {
        for (index, byteCount) in inputByteCounts.enumerated() where inputs[index].isOwn {
            if let place = places[index] {
                runner.inputs[index].pointer.copyMemory(from: place.pointer, byteCount: byteCount)
            }
            places[index] = nil
        }
        for case .donated(let donor) in outputs where !isKnownUniquelyReferenced(&places[donor]) {
            places[donor] = copy(places[donor])
        }
        for index in places.indices where places[index]?.isUsableInPlace == false {
            places[index] = copy(places[index])
        }
    }

    private func result(_ output: Int, _ results: [Buffer?], _ places: [Buffer?]) -> Buffer {
        let lent =
            switch outputs[output] {
            case .own: Buffer?.none
            case .lent: results[output]
            case .donated(let donor): places[donor]
            }
        return lent ?? copy(runner.outputs[output])
    }

    private func copy(_ buffer: Buffer?) -> Buffer? { buffer.map { copy($0) } }

    private func copy(_ buffer: Buffer) -> Buffer {
        let copy = memory.buffer(buffer.byteCount)
        copy.pointer.copyMemory(from: buffer.pointer, byteCount: buffer.byteCount)
        return copy
    }
}

extension Buffer {
    /// Whether kernels may read it where it lies.
    fileprivate var isUsableInPlace: Bool { isPadded && Int(bitPattern: pointer) % 64 == 0 }
}
