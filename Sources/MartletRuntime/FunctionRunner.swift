// SPDX-License-Identifier: Apache-2.0
package import MartletCompiler
package import MartletIR

/// A runner as a function: it takes values where they lie and gives results in memory of their own.
///
/// Large values are never copied: the steps that read an argument learn where it lies, and results are computed where
/// the caller finds them. Small ones are copied, which is sooner done.
package final class FunctionRunner: Sendable {
    /// Who owns the memory of an input or an output.
    private enum Place {
        /// The runner: values are copied.
        case own
        /// The caller.
        case lent

        /// What a runner is made with: lent memory is known only in a call.
        var initial: Buffer? { self == .own ? nil : .nowhere }
    }

    private let runner: any Runner
    private let memory: BufferPool
    private let inputs: [Place]
    private let outputs: [Place]
    private let outputTypes: [TensorType]
    /// For each output, the input that is donated to it.
    private let donors: [Int?]
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
        let count = graph.inputs.count - captured.count
        let places = graph.inputTypes.prefix(count).map(Self.place)
        var donors = [Int?](repeating: nil, count: graph.outputs.count)
        for donation in graph.donations { donors[donation.output] = donation.input }
        outputTypes = graph.outputTypes
        outputs = strictZip(outputTypes, donors).map { type, donor in
            donor.map { places[$0] } ?? Self.place(type)
        }
        runner = try executable.makeRunner(
            inputs: places.map(\.initial)
                + captured.map { $0.buffer.isUsableInPlace ? $0.buffer : $0.copied().buffer },
            outputs: strictZip(outputs, donors).map { $1 == nil ? $0.initial : nil })
        self.memory = memory
        self.donors = donors
        inputs = places
        byteCount =
            executable.arenaByteCount
            + (runner.inputs + runner.outputs).reduce(0) { $0 + $1.byteCount }
    }

    private static func place(_ type: TensorType) -> Place {
        type.byteCount <= 16 << 10 ? .own : .lent
    }

    /// The results for the given values, which are taken from the caller.
    ///
    /// The memory of a donated value becomes that of the result if nobody else holds it; otherwise the value is copied
    /// first.
    package func call(_ values: inout [HostTensor]) throws -> [HostTensor] {
        var places: [Buffer?] = strictZip(inputs, values).map { $0 == .own ? nil : $1.buffer }
        for (index, value) in values.enumerated() where inputs[index] == .own {
            value.copyElements(to: runner.inputs[index])
        }
        values.removeAll()
        for case let donor? in donors where inputs[donor] == .lent {
            if !isKnownUniquelyReferenced(&places[donor]) { places[donor] = copy(places[donor]) }
        }
        for (index, place) in places.enumerated() where place?.isUsableInPlace == false {
            places[index] = copy(place)
        }
        let results = outputTypes.indices.map { output in
            outputs[output] == .lent && donors[output] == nil
                ? memory.buffer(outputTypes[output].byteCount) : nil
        }
        try runner.run(
            inputs: places + [Buffer?](repeating: nil, count: runner.inputs.count - places.count),
            outputs: results)
        return outputTypes.indices.map { output in
            let lent = results[output] ?? donors[output].flatMap { places[$0] }
            return HostTensor(outputTypes[output], lent ?? copy(runner.outputs[output]))
        }
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
