// SPDX-License-Identifier: Apache-2.0
public import MartletIR

/// Turns graphs into programs for some device.
public protocol Executor: Sendable {
    /// A short name with what matters about it, such as `oneDNN 3.2.0, 2 threads`.
    var name: String { get }

    /// A program for `graph`; all the planning happens here.
    ///
    /// - Parameters:
    ///   - graph: What is computed. An output with a donation lies in the memory of the donated input.
    ///   - constants: Positions of inputs whose values stay from run to run. What depends on them alone may be computed
    ///     once, before the first run, and again after ``Runner/constantsDidChange()``.
    /// - Returns: The program, from which runners are made.
    /// - Throws: `ExecutionError` if the device's library refuses.
    func compile(_ graph: Graph, constants: Set<Int>) throws -> any Executable
}

extension Executor {
    /// A program whose inputs may all change from run to run.
    public func compile(_ graph: Graph) throws -> any Executable {
        try compile(graph, constants: [])
    }
}

/// A compiled graph.
///
/// Any number of runners may run it at the same time.
public protocol Executable: Sendable {
    /// The graph as it runs, after all passes.
    var graph: Graph { get }

    /// Bytes of working memory that a runner takes, besides inputs and outputs.
    var arenaByteCount: Int { get }

    /// Memory for one run at a time.
    ///
    /// - Parameters:
    ///   - inputs: Memory that inputs are read from, one entry for each input; `nil` lets the runner make its own.
    ///   - outputs: Memory that outputs are written to. One that an input is donated to lies in that input's memory:
    ///     its entry is `nil` or that input's buffer.
    ///   - arena: Working memory shared with runners that never run at the same time; `nil` lets the runner make its
    ///     own.
    /// - Returns: A runner of the program.
    /// - Throws: `ExecutionError` if the device's library refuses.
    func makeRunner(inputs: [Buffer?], outputs: [Buffer?], arena: Arena?) throws -> any Runner
}

/// A program with its memory.
///
/// Used by one thread at a time: that is its owner's duty.
public protocol Runner: AnyObject, Sendable {
    /// Where the inputs are read from; write to them before ``run()``.
    var inputs: [Buffer] { get }
    /// Where the outputs are written to; valid after ``run()`` until the next.
    var outputs: [Buffer] { get }

    /// Computes the outputs. Allocates nothing.
    ///
    /// - Throws: `ExecutionError`, such as for an index outside its tensor.
    func run() throws

    /// Computes the outputs on other memory than before, which it lets go of afterwards.
    ///
    /// - Parameters:
    ///   - inputs: For each input where it lies from now on; `nil` if it stays where it is. The memory of an input with
    ///     a donation becomes the output's.
    ///   - outputs: The same for the outputs; `nil` for one that an input is donated to.
    /// - Throws: `ExecutionError`, as ``run()`` does.
    func run(inputs: [Buffer?], outputs: [Buffer?]) throws

    /// Says that the values of constant inputs are others than in the last run.
    func constantsDidChange()
}

extension Executable {
    /// A runner that makes all its memory itself.
    public func makeRunner() throws -> any Runner {
        try makeRunner(
            inputs: graph.inputs.map { _ in nil }, outputs: graph.outputs.map { _ in nil },
            arena: nil)
    }

    /// A runner with working memory of its own.
    public func makeRunner(inputs: [Buffer?], outputs: [Buffer?]) throws -> any Runner {
        try makeRunner(inputs: inputs, outputs: outputs, arena: nil)
    }
}

extension Runner {
    /// Copies the given values in, runs, and copies the results out.
    public func run(_ values: [HostTensor], resultTypes: [TensorType]) throws -> [HostTensor] {
        for (buffer, value) in strictZip(inputs, values) { value.copyElements(to: buffer) }
        try run()
        return strictZip(outputs, resultTypes).map { HostTensor($1, $0).copied() }
    }
}

extension Graph {
    /// The memory of each output: what the caller gives, the donated input's, or new.
    package func outputBuffers(_ given: [Buffer?], inputs: [Buffer]) -> [Buffer] {
        let donors = Dictionary(donations.map { ($0.output, inputs[$0.input]) }) { first, _ in first
        }
        return outputs.indices.map { output in
            guard let donor = donors[output] else {
                return given[output] ?? Buffer(byteCount: outputTypes[output].byteCount)
            }
            precondition(
                given[output] == nil || given[output] === donor,
                "makeRunner: output \(output) lies in the memory of the input donated to it.")
            return donor
        }
    }
}
