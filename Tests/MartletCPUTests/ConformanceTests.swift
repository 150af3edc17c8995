// SPDX-License-Identifier: Apache-2.0
import MartletCompiler
import MartletIR
import MartletTesting
import Testing

/// Every operation of the catalogue against its reference kernel, alone and among others that are fused with it.
@Suite struct ConformanceTests {
    private static func conformance(_ engines: [TestedEngine] = TestedEngine.all) throws
        -> OperationConformance
    {
        OperationConformance(executors: try engines.map { try $0.executor() })
    }

    @Test(arguments: OperationSamples.all)
    func agreesWithTheReference(sample: OperationSample) throws {
        let problems = try Self.conformance().executorProblems(of: sample)
        #expect(problems == [])
    }

    @Test(arguments: OperationSamples.large)
    func agreesWithTheReferenceOnLargeArrays(sample: OperationSample) throws {
        let problems = try Self.conformance().executorProblems(of: sample)
        #expect(problems == [])
    }

    @Test(arguments: OperationSamples.all + OperationSamples.large)
    func hidesNoNaNAndNoInfinity(sample: OperationSample) throws {
        let problems = try Self.conformance(TestedEngine.pairs).extremeProblems(of: sample)
        #expect(problems == [])
    }

    /// Large enough for several tiles: samples of all operations that the small ones have.
    @Test func everyFamilyHasLargeSamples() {
        let small = Set(OperationSamples.all.map { $0.operation(for: .float32).name })
        let large = Set(OperationSamples.large.map { $0.operation(for: .float32).name })
        #expect(
            small.subtracting(large) == ["literal", "constant", "stop_gradient", "custom_gradient"])
    }
}
