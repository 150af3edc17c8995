// SPDX-License-Identifier: Apache-2.0
import MartletCompiler
import MartletIR
package import MartletTensor

/// A function of tensors that is written down once for each form of its arguments, and runs as one program.
///
/// Any number of tasks may call it at the same time.
package final class CompiledFunction<State: TensorStructure, Result: TensorStructure>: Sendable {
    /// What decides a program.
    private struct Form: Hashable {
        let types: [TensorType]
        let statics: [StaticValue]
        let device: Device
    }

    /// A program with what its tensors are put into.
    private final class Program: Sendable {
        let executable: any Executable
        /// The state after a call, without tensors; `nil` if it is like the state before it.
        let state: State?
        let result: Result
        let captured: [HostTensor]

        init(
            _ executable: any Executable, _ state: State?, _ result: Result,
            captured: [HostTensor]
        ) {
            (self.executable, self.state, self.result) = (executable, state, result)
            self.captured = captured
        }

        /// Puts results in their places.
        func unpack(_ results: [HostTensor], into state: inout State) -> Result {
            if let new = self.state { state = new }
            var visitor = TensorVisitor(placing: Tensor.constants(results))
            visitor.visit(&state)
            var result = result
            visitor.visit(&result)
            visitor.requireAllPlaced()
            return result
        }
    }

    private struct Running: Sendable {
        let program: Program
        let runner: FunctionRunner
    }

    private let programs: RunnerCache<Form, Program, Running>
    private let memory: BufferPool

    /// A function that keeps its programs within `limits`.
    package init(
        _ limits: RunnerCacheLimits = RunnerCacheLimits(programs: 64),
        memory: BufferPool = ExecutableCache.shared.memory
    ) {
        self.memory = memory
        programs = RunnerCache(limits) { $0.runner.byteCount }
    }

    /// What was compiled, made and reused so far, and what is held.
    package var counts: RunnerCacheCounts { programs.counts }

    /// Runs the program for arguments of this form, which is written down and compiled if it is new.
    ///
    /// Where an expression is being written down or differentiated, the body becomes part of it.
    ///
    /// - Parameters:
    ///   - state: What the function changes.
    ///   - show: Shows the arguments to a visitor.
    ///   - body: What is computed, of the arguments with the tensors that a visitor puts in.
    /// - Returns: What the body returns.
    /// - Throws: What the body throws, `GraphError` if it makes no sense, `ExecutionError` if the program fails.
    package func call(
        _ state: inout State, showing show: (inout TensorVisitor) -> Void,
        body: (inout State, inout TensorVisitor) throws -> Result
    ) throws -> Result {
        var visitor = TensorVisitor()
        visitor.visit(&state)
        let (count, staticCount) = (visitor.tensors.count, visitor.statics.count)
        show(&visitor)
        if Differentiation.isActive || visitor.tensors.contains(where: \.node.isTraced) {
            var arguments = TensorVisitor(placing: Array(visitor.tensors.dropFirst(count)))
            return try body(&state, &arguments)
        }
        var (types, places) = try Self.values(visitor.tensors)
        let form = Form(types: types, statics: visitor.statics, device: .current)
        types = []
        visitor = TensorVisitor()
        let loan = try programs.borrow(form) {
            try trace(state, form, count, Array(form.statics.prefix(staticCount)), body)
        } make: {
            Running(
                program: $0,
                runner: try FunctionRunner($0.executable, captured: $0.captured, memory: memory))
        }
        defer { programs.giveBack(loan) }
        // What only the caller of this function held is free to be overwritten now.
        TensorVisitor.clear(&state)
        return loan.runner.program.unpack(try loan.runner.runner.call(&places), into: &state)
    }

    /// The types of tensors, and where their elements lie.
    private static func values(_ tensors: [Tensor]) throws -> ([TensorType], [Buffer?]) {
        var types: [TensorType] = []
        var places: [Buffer?] = []
        types.reserveCapacity(tensors.count)
        places.reserveCapacity(tensors.count)
        for tensor in tensors {
            guard let value = tensor.node.constant else {
                let values = try Tensor.hosts(tensors)
                return (values.map(\.type), values.map(\.buffer))
            }
            types.append(value.type)
            places.append(value.buffer)
        }
        return (types, places)
    }

    /// Writes the function down for arguments of the given types.
    private func trace(
        _ state: State, _ form: Form, _ stateCount: Int, _ stateStatics: [StaticValue],
        _ body: (inout State, inout TensorVisitor) throws -> Result
    ) throws -> Program {
        let types = form.types
        let inputs = types.enumerated().map { Tensor.input($0.offset, $0.element) }
        var state = state
        TensorVisitor.place(Array(inputs.prefix(stateCount)), in: &state)
        var result = try checking {
            var arguments = TensorVisitor(placing: Array(inputs.dropFirst(stateCount)))
            return try body(&state, &arguments)
        }
        var visitor = TensorVisitor()
        visitor.visit(&state)
        let newCount = visitor.tensors.count
        let isAlike = newCount == stateCount && visitor.statics == stateStatics
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
            try Device.current.executor.compile(graph, constants: fixed), isAlike ? nil : state,
            result, captured: captured)
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
