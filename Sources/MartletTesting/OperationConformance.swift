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
        guard sample.acceptedTypes.contains(.float32) else { return [] }
        return try sample.extremeOperands(as: .float32).flatMap { what, operands in
            try Application(sample, .float32, operands).problems(with: executors)
                .map { "\(what): \($0)" }
        }
    }

    private func gradientProblems(of sample: OperationSample) throws -> [String] {
        let inputs = sample.hosts(as: .float64)
        let operation = sample.operation(for: .float64)
        let check = GradientCheck()
        var problems: [String] = []
        if sample.smoothness >= .once, inputs.contains(where: { $0.dtype.isFloating }) {
            let mismatches = try check.mismatches(at: inputs) { Tensor(operation, $0) }
            problems += mismatches.map { "gradient by \($0)" }
        }
        if sample.smoothness >= .twice, inputs.contains(where: { $0.dtype.isFloating }) {
            let mismatches = try check.secondOrderMismatches(at: inputs) { Tensor(operation, $0) }
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
    let type: TensorType
    let expected: HostTensor

    init(_ sample: OperationSample, _ dtype: DType, _ given: [HostTensor]? = nil) throws {
        self.dtype = dtype
        operation = sample.operation(for: dtype)
        operands = given ?? sample.hosts(as: dtype)
        type = try operation.resultType(of: Operands(operands.map(\.type)))
        expected = try operation.evaluate(operands, as: type)
    }

    func typeProblems() -> [String] {
        if expected.type == type, expected.doubles.count == type.shape.count { return [] }
        return ["\(dtype): the type rule says \(type), the kernel \(expected.type)"]
    }

    func printingProblems() -> [String] {
        let (graph, _) = alone()
        let text = graph.description
        let isComplete =
            text.contains("= \(operation.name)(") && text.contains(": \(type)")
            && text.split(separator: "\n").count > graph.instructions.count
        return isComplete ? [] : ["\(dtype): the printed graph is incomplete:\n\(text)"]
    }

    func problems(with executors: [any Executor]) throws -> [String] {
        try [("alone", alone()), ("among others", amongOthers())].flatMap {
            (name: String, program: (Graph, scale: Double)) throws -> [String] in
            let (graph, scale) = program
            let wanted = expected.doubles.map { $0 * scale }
            // Most engines give the same bits: they are looked at once.
            var accepted: [HostTensor] = []
            return try executors.compactMap { executor -> String? in
                let runner = try executor.compile(graph).makeRunner()
                let actual = try runner.run(operands, resultTypes: graph.outputTypes)[0]
                if accepted.contains(where: actual.hasSameBits) { return nil }
                let error = relativeError(actual.doubles, wanted)
                if error <= Tolerance.executors(type.dtype).relative {
                    accepted.append(actual)
                    return nil
                }
                return "\(dtype) on \(executor.name), \(name): relative error \(error): "
                    + worstDifference(actual.doubles, wanted)
            }
        }
    }

    /// The operation on the inputs themselves.
    private func alone() -> (Graph, scale: Double) {
        let inputs = operands.enumerated().map { Tensor.input($0.offset, $0.element.type) }
        return (Graph(computing: [Tensor(operation, inputs)], from: inputs), 1)
    }

    /// The operation between elementwise ones, exact in every floating type, that an executor may fuse with it.
    private func amongOthers() -> (Graph, scale: Double) {
        let inputs = operands.enumerated().map { Tensor.input($0.offset, $0.element.type) }
        let computed = inputs.map { $0.dtype.isFloating ? ($0 + $0) * 0.5 : $0 }
        let result = Tensor(operation, computed)
        guard result.dtype.isFloating else { return (Graph(computing: [result], from: inputs), 1) }
        return (Graph(computing: [result + result], from: inputs), 2)
    }
}
