// SPDX-License-Identifier: Apache-2.0
import MartletCompiler
import MartletIR
package import MartletTensor

/// A function of tensors that is written down once for each form of its arguments, and runs as one program.
///
/// Any number of tasks may call it at the same time.
package final class CompiledFunction<
    State: TensorStructure, Arguments: TensorStructure, Result: TensorStructure
>: Sendable {
    /// What decides a program.
    private struct Form: Hashable {
        let types: [TensorType]
        let statics: [StaticValue]
        let device: Device
    }

    /// A program with what its tensors are put into.
    private struct Program: Sendable {
        let executable: any Executable
        let state: State
        let result: Result
        let stateCount: Int
        let captured: [HostTensor]

        /// Puts results in their places.
        func unpack(_ results: [Tensor], into state: inout State) -> Result {
            state = self.state
            TensorVisitor.place(Array(results.prefix(stateCount)), in: &state)
            var result = result
            TensorVisitor.place(Array(results.dropFirst(stateCount)), in: &result)
            return result
        }
    }

    private struct Running: Sendable {
        let program: Program
        let runner: FunctionRunner
    }

    private let body: @Sendable (inout State, Arguments) throws -> Result
    private let programs: RunnerCache<Form, Program, Running>
    private let memory: BufferPool

    /// A function that keeps its programs within `limits`.
    package init(
        _ limits: RunnerCacheLimits = RunnerCacheLimits(programs: 64),
        memory: BufferPool = ExecutableCache.shared.memory,
        body: @escaping @Sendable (inout State, Arguments) throws -> Result
    ) {
        self.body = body
        self.memory = memory
        programs = RunnerCache(limits) { $0.runner.byteCount }
    }

    /// What was compiled, made and reused so far, and what is held.
    package var counts: RunnerCacheCounts { programs.counts }

    /// Runs the program for arguments of this form, which is written down and compiled if it is new.
    ///
    /// Where an expression is being written down or differentiated, the body becomes part of it.
    package func call(_ state: inout State, _ arguments: Arguments) throws -> Result {
        var arguments = arguments
        var visitor = TensorVisitor()
        visitor.visit(&state)
        let stateCount = visitor.tensors.count
        visitor.visit(&arguments)
        if Differentiation.isActive || visitor.tensors.contains(where: \.node.isTraced) {
            return try body(&state, arguments)
        }
        var values = try Tensor.hosts(visitor.tensors)
        let form = Form(
            types: values.map(\.type), statics: visitor.statics, device: .current)
        visitor = TensorVisitor()
        let loan = try programs.borrow(form) {
            try trace(state, arguments, values.map(\.type), stateCount)
        } make: {
            Running(
                program: $0,
                runner: try FunctionRunner($0.executable, captured: $0.captured, memory: memory))
        }
        defer { programs.giveBack(loan) }
        // What only the caller of this function held is free to be overwritten now.
        TensorVisitor.clear(&state)
        TensorVisitor.clear(&arguments)
        let results = try loan.runner.runner.call(&values).map { Tensor($0) }
        return loan.runner.program.unpack(results, into: &state)
    }

    /// Writes the function down for arguments of the given types.
    private func trace(
        _ state: State, _ arguments: Arguments, _ types: [TensorType], _ stateCount: Int
    ) throws -> Program {
        let inputs = types.enumerated().map { Tensor.input($0.offset, $0.element) }
        var (state, arguments) = (state, arguments)
        TensorVisitor.place(Array(inputs.prefix(stateCount)), in: &state)
        TensorVisitor.place(Array(inputs.dropFirst(stateCount)), in: &arguments)
        var result = try checking { try body(&state, arguments) }
        var visitor = TensorVisitor()
        visitor.visit(&state)
        let newCount = visitor.tensors.count
        visitor.visit(&result)
        let donations =
            newCount == stateCount
            ? (0..<stateCount).filter { visitor.tensors[$0].type == types[$0] } : []
        var graph = Graph(
            computing: visitor.tensors, from: inputs,
            donations: donations.map { Graph.Donation(input: $0, output: $0) })
        let captured = try graph.takeConstants()
        TensorVisitor.clear(&state)
        TensorVisitor.clear(&result)
        let fixed = Set(inputs.count..<(inputs.count + captured.count))
        return Program(
            executable: try Device.current.executor.compile(graph, constants: fixed),
            state: state, result: result, stateCount: newCount, captured: captured)
    }
}

extension Graph {
    /// Makes the constants that a function has captured the last inputs, and gives their values.
    ///
    /// - Throws: `ExecutionError` if the function uses the input of another program.
    fileprivate mutating func takeConstants() throws(ExecutionError) -> [HostTensor] {
        var values: [HostTensor] = []
        let known = Set(inputs)
        for index in instructions.indices {
            if instructions[index].operation is Taken { throw .taken() }
            if instructions[index].operation is Placeholder, !known.contains(index) {
                throw .hasNoElements()
            }
            guard let constant = instructions[index].operation as? Constant else { continue }
            instructions[index].operation = Placeholder(
                index: inputs.count, type: constant.value.type)
            inputs.append(index)
            values.append(constant.value)
        }
        return values
    }
}

extension ExecutionError {
    static func taken() -> ExecutionError {
        ExecutionError(
            problem:
                "the tensor's memory was taken by a compiled function that failed while it ran",
            hint: "keep a copy of a structure that shall outlive a failure: let copy = state")
    }
}
