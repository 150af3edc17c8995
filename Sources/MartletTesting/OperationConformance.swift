// SPDX-License-Identifier: Apache-2.0
public import MartletCompiler
import MartletIR
import MartletReference
import MartletTensor

/// What every operation promises, checked on a sample: the type rule agrees with the kernel, the gradients with finite
/// differences, every executor with the reference kernel, and the printed graph names it.
public struct OperationConformance: Sendable {
    /// The executors that are compared with the reference kernels.
    public let executors: [any Executor]

    /// A check of the given executors.
    public init(executors: [any Executor]) { self.executors = executors }

    /// Everything that is wrong with an operation on a sample; empty if nothing is.
    public func problems(of sample: OperationSample) throws -> [String] {
        let accepted = sample.acceptedTypes
        guard !accepted.isEmpty else { return ["the type rule accepts no element type"] }
        var problems = try accepted.flatMap { dtype in
            let application = try Application(sample, dtype)
            return application.typeProblems() + application.printingProblems()
        }
        problems += try executorProblems(of: sample)
        if accepted.contains(.float64) { problems += try gradientProblems(of: sample) }
        return problems
    }

    /// Where an executor's result differs from the reference kernel's.
    public func executorProblems(of sample: OperationSample) throws -> [String] {
        try sample.testedTypes.flatMap { dtype in
            try Application(sample, dtype).problems(with: executors)
        }
    }

    /// Where an executor's result differs from the reference kernel's if NaN and infinities stand among the operands.
    package func extremeProblems(of sample: OperationSample) throws -> [String] {
        try sample.extremeTypes.flatMap { dtype in
            try sample.extremeOperands(as: dtype).flatMap { what, operands in
                try Application(sample, dtype, operands).problems(with: executors)
                    .map { "\(what): \($0)" }
            }
        }
    }

    /// The floating results as one, each element of which tells on all of them.
    private static func mixed(_ operation: any Primitive, _ inputs: [Tensor]) -> Tensor {
        let results = Tensor.results(of: operation, inputs).filter(\.dtype.isFloating)
        if results.count == 1 { return results[0] }
        return Tensor.concatenated(results.map { $0.reshaped(to: [-1]) }, axis: 0)
    }

    private func gradientProblems(of sample: OperationSample) throws -> [String] {
        let inputs = sample.hosts(as: .float64)
        let operation = sample.operation(for: .float64)
        let check = GradientCheck()
        var problems: [String] = []
        if sample.smoothness >= .once, inputs.contains(where: { $0.dtype.isFloating }) {
            let mismatches = try check.mismatches(at: inputs) { Self.mixed(operation, $0) }
            problems += mismatches.map { "gradient by \($0)" }
        }
        if sample.smoothness >= .twice, inputs.contains(where: { $0.dtype.isFloating }) {
            let mismatches = try check.secondOrderMismatches(at: inputs) {
                Self.mixed(operation, $0)
            }
            problems += mismatches.map { "second derivative by \($0)" }
        }
        return problems
    }
}

/// A sample's operation applied to operands of one element type.
private struct Application {
    let dtype: DType
    let operation: any Primitive
    let operands: [HostTensor]
    let types: [TensorType]
    let expected: [HostTensor]

    init(_ sample: OperationSample, _ dtype: DType, _ given: [HostTensor]? = nil) throws {
        self.dtype = dtype
        operation = sample.operation(for: dtype)
        operands = given ?? sample.hosts(as: dtype)
        types = try operation.resultTypes(of: Operands(operands.map(\.type)))
        expected = try operation.evaluate(operands, as: types)
    }

    func typeProblems() -> [String] {
        let given = expected.map(\.type)
        let isFull = expected.allSatisfy { $0.doubles.count == $0.shape.count }
        let first = try? operation.resultType(of: Operands(operands.map(\.type)))
        if given == types, isFull, first == types.first { return [] }
        return ["\(dtype): the type rule says \(types), the kernel \(given)"]
    }

    func printingProblems() -> [String] {
        let (graph, _) = alone()
        let text = graph.description
        let isComplete =
            text.contains("= \(operation.name)(") && types.allSatisfy { text.contains("\($0)") }
            && text.split(separator: "\n").count > graph.instructions.count
        return isComplete ? [] : ["\(dtype): the printed graph is incomplete:\n\(text)"]
    }

    func problems(with executors: [any Executor]) throws -> [String] {
        try [("alone", alone()), ("among others", amongOthers())].flatMap {
            (name: String, program: (graph: Graph, scale: Double)) throws -> [String] in
            // Most engines give the same bits: they are looked at once.
            var accepted: [[HostTensor]] = []
            return try executors.compactMap { executor -> String? in
                let runner = try executor.compile(program.graph).makeRunner()
                let actual = try runner.run(operands, resultTypes: program.graph.outputTypes)
                let isKnown = accepted.contains { known in
                    zip(known, actual).allSatisfy { $0.hasSameBits(as: $1) }
                }
                if isKnown { return nil }
                let problems = differences(actual, program.scale)
                if problems.isEmpty { accepted.append(actual) }
                return problems.first.map { "\(dtype) on \(executor.name), \(name): \($0)" }
            }
        }
    }

    private func differences(_ actual: [HostTensor], _ scale: Double) -> [String] {
        guard actual.count == expected.count else { return ["\(actual.count) results"] }
        return zip(actual, expected).compactMap { actual, expected in
            let wanted = expected.doubles.map { expected.dtype.isFloating ? $0 * scale : $0 }
            let error = relativeError(actual.doubles, wanted)
            if error <= Tolerance.executors(expected.dtype).relative { return nil }
            return "relative error \(error): " + worstDifference(actual.doubles, wanted)
        }
    }

    /// The operation on the inputs themselves.
    private func alone() -> (graph: Graph, scale: Double) {
        let inputs = operands.enumerated().map { Tensor.input($0.offset, $0.element.type) }
        return (Graph(computing: Tensor.results(of: operation, inputs), from: inputs), 1)
    }

    /// The operation between elementwise ones, exact in every floating type, that an executor may fuse with it.
    private func amongOthers() -> (graph: Graph, scale: Double) {
        let inputs = operands.enumerated().map { Tensor.input($0.offset, $0.element.type) }
        let computed = inputs.map { $0.dtype.isFloating ? ($0 + $0) * 0.5 : $0 }
        let results = Tensor.results(of: operation, computed)
            .map { $0.dtype.isFloating ? $0 + $0 : $0 }
        return (Graph(computing: results, from: inputs), 2)
    }
}
