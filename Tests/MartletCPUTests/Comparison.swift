// SPDX-License-Identifier: Apache-2.0
import MartletCPU
import MartletCompiler
import MartletIR
import MartletReference
import MartletTensor
import MartletTesting

/// Runs one program on every tested engine and on the reference.
enum Comparison {
    /// Where engines differ from the reference, or from themselves with another number of threads; empty if nowhere.
    ///
    /// Programs run twice, so that what the first run leaves behind is met by the second.
    ///
    /// - Parameters:
    ///   - graph: What is computed.
    ///   - values: The inputs.
    ///   - tolerance: The greatest relative error; that between executors for the type of the output if `nil`.
    ///   - engines: What is compared with the reference.
    /// - Returns: What is wrong, a line for each engine and output.
    /// - Throws: `ExecutionError` if a program cannot be made or fails.
    static func problems(
        of graph: Graph, at values: [HostTensor], tolerance: Double? = nil,
        engines: [TestedEngine] = TestedEngine.all
    ) throws -> [String] {
        let expected = try results(of: graph, at: values, on: ReferenceExecutor())
        var problems: [String] = []
        var accepted = [[HostTensor]](repeating: [], count: expected.count)
        var firsts: [TestedEngine: [HostTensor]] = [:]
        for engine in engines {
            let actual = try results(of: graph, at: values, on: engine.executor())
            for (index, pair) in try matchedPairs(actual, expected).enumerated() {
                // Most engines give the same bits: they are looked at once.
                if accepted[index].contains(where: pair.0.hasSameBits) { continue }
                let limit = tolerance ?? Tolerance.executors(pair.1.dtype).relative
                if let problem = difference(pair.0, pair.1, limit) {
                    problems.append("\(engine), output \(index): \(problem)")
                } else {
                    accepted[index].append(pair.0)
                }
            }
            guard engine.options.isForced else { continue }
            let single = TestedEngine(threads: 1, options: engine.options)
            if let first = firsts[single] {
                problems += try bitDifferences(actual, first).map { "\(engine), \($0)" }
            } else {
                firsts[single] = actual
            }
        }
        return problems
    }

    /// The same for the program from `inputs` to `outputs`.
    static func problems(
        of outputs: [Tensor], from inputs: [Tensor], at values: [HostTensor],
        tolerance: Double? = nil, donations: [Graph.Donation] = [],
        engines: [TestedEngine] = TestedEngine.all
    ) throws -> [String] {
        try problems(
            of: Graph(computing: outputs, from: inputs, donations: donations), at: values,
            tolerance: tolerance, engines: engines)
    }

    /// What the second run of the program gives; donated inputs hold the results of the first then.
    static func results(
        of graph: Graph, at values: [HostTensor], on executor: any Executor
    ) throws -> [HostTensor] {
        let runner = try executor.compile(graph).makeRunner()
        for (buffer, value) in try matchedPairs(runner.inputs, values) {
            value.copyElements(to: buffer)
        }
        let isRepeatable = graph.donations.isEmpty && executor is ReferenceExecutor
        for _ in 0..<(isRepeatable ? 1 : 2) { try runner.run() }
        return try matchedPairs(runner.outputs, graph.outputTypes).map {
            HostTensor($1, $0).copied()
        }
    }

    /// How a result differs by more than `limit`; NaN and infinities must stand where they are expected.
    static func difference(_ actual: HostTensor, _ expected: HostTensor, _ limit: Double)
        -> String?
    {
        guard actual.type == expected.type else { return "\(actual) instead of \(expected)" }
        let (values, wanted) = (actual.doubles, expected.doubles)
        let error = relativeError(values, wanted)
        if error <= limit { return nil }
        return "relative error \(error) in \(expected.type); \(worstDifference(values, wanted))"
    }

    /// Outputs whose bits differ from those of one thread.
    static func bitDifferences(_ actual: [HostTensor], _ first: [HostTensor]) throws -> [String] {
        try matchedPairs(actual, first).enumerated().compactMap { index, pair in
            pair.0.hasSameBits(as: pair.1)
                ? nil : "output \(index): the bits differ from those of one thread"
        }
    }

    /// Numbers between −1 and 1 that look random, the same in every run.
    static func numbers(_ shape: Shape, _ stream: UInt64, _ dtype: DType = .float32) -> HostTensor {
        let source = Philox(seed: 7, stream: stream)
        let elements = (0..<shape.count).map { source.uniform53($0) * 2 - 1 }
        return HostTensor(elements, shape: shape, dtype: dtype)
    }

    /// Such numbers for every input.
    static func numbers(for inputs: [Tensor]) -> [HostTensor] {
        inputs.enumerated().map { numbers($1.shape, UInt64($0), $1.dtype) }
    }
}
