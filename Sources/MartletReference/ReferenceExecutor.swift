// SPDX-License-Identifier: Apache-2.0
public import MartletCompiler
public import MartletIR
import MartletTensor

/// Runs graphs with each operation's own kernel: the oracle of every test and the engine of last resort.
public struct ReferenceExecutor: Executor {
    /// The executor; it has no options.
    public init() {}

    /// `reference`.
    public var name: String { "reference" }

    /// A program that runs each instruction with its reference kernel.
    public func compile(_ graph: Graph, constants: Set<Int>) throws -> any Executable {
        ReferenceExecutable(
            graph: try Pipeline([RemoveMarkers(), RemoveUnused()]).apply(to: graph))
    }
}

private struct ReferenceExecutable: Executable {
    let graph: Graph

    /// Values live in memory of their own.
    var arenaByteCount: Int { 0 }

    func makeRunner(inputs: [Buffer?], outputs: [Buffer?], arena: Arena?) throws -> any Runner {
        ReferenceRunner(graph, inputs, outputs)
    }
}

private final class ReferenceRunner: Runner {
    /// Changes while the runner is in use alone, as `Runner` demands.
    private nonisolated(unsafe) var places: (inputs: [Buffer], outputs: [Buffer])
    var inputs: [Buffer] { places.inputs }
    var outputs: [Buffer] { places.outputs }
    private let graph: Graph
    private let evaluation: GraphEvaluation

    init(_ graph: Graph, _ inputs: [Buffer?], _ outputs: [Buffer?]) {
        self.graph = graph
        let inputs = zip(inputs, graph.inputTypes).map {
            $0 ?? Buffer(byteCount: $1.byteCount)
        }
        places = (inputs, graph.outputBuffers(outputs, inputs: inputs))
        evaluation = GraphEvaluation(graph)
    }

    /// Nothing is computed ahead.
    func constantsDidChange() {}

    func run(inputs given: [Buffer?], outputs results: [Buffer?]) throws {
        let own = places
        defer { places = own }
        places.inputs = zip(given, own.inputs).map { $0 ?? $1 }
        let donated = Set(graph.donations.map(\.output))
        let kept = own.outputs.enumerated().map { donated.contains($0.offset) ? nil : $0.element }
        places.outputs = graph.outputBuffers(
            zip(results, kept).map { $0 ?? $1 }, inputs: places.inputs)
        try run()
    }

    func run() throws {
        let values = try evaluation(
            zip(inputs, graph.inputTypes).map { HostTensor($1, $0) })
        write(Array(zip(outputs, values)))
    }

    /// An output may lie where an input does, and a value may be that input itself: such values are copied before the
    /// first output is written.
    private func write(_ results: [(Buffer, HostTensor)]) {
        let shared = Set(inputs.map(ObjectIdentifier.init))
        let safe = results.map { buffer, value in
            let isInput = shared.contains(ObjectIdentifier(value.buffer)) && value.buffer !== buffer
            return (buffer, isInput ? value.copied() : value)
        }
        for (buffer, value) in safe where value.buffer !== buffer {
            value.copyElements(to: buffer)
        }
    }
}
