// SPDX-License-Identifier: Apache-2.0
public import MartletIR

/// Turns graphs into programs for some device.
public protocol Executor: Sendable {
    /// A short name with what matters about it, such as `oneDNN 3.2.0, 2 threads`.
    var name: String { get }

    /// A program for `graph`.
    ///
    /// - Throws: `ExecutionError` if the device's library refuses.
    func compile(_ graph: Graph) throws -> any Executable
}

/// A compiled graph.
///
/// Any number of runners may run it at the same time.
public protocol Executable: Sendable {
    /// The graph as it runs, after all passes.
    var graph: Graph { get }

    /// Memory for one run at a time.
    ///
    /// - Parameters:
    ///   - inputs: Memory that inputs are read from, one entry for each input; `nil` lets the runner make its own.
    ///   - outputs: Memory that outputs are written to. An output whose donated input has the same buffer is
    ///     updated in place.
    /// - Returns: A runner of the program.
    /// - Throws: `ExecutionError` if the device's library refuses.
    func makeRunner(inputs: [Buffer?], outputs: [Buffer?]) throws -> any Runner
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
}

extension Executable {
    /// A runner that makes all its memory itself.
    public func makeRunner() throws -> any Runner {
        try makeRunner(
            inputs: graph.inputs.map { _ in nil }, outputs: graph.outputs.map { _ in nil })
    }
}

extension Runner {
    /// Copies the given values in, runs, and copies the results out.
    public func run(_ values: [HostTensor], resultTypes: [TensorType]) throws -> [HostTensor] {
        for (buffer, value) in zip(inputs, values) { value.copyElements(to: buffer) }
        try run()
        return zip(outputs, resultTypes).map { HostTensor($1, $0).copied() }
    }
}
