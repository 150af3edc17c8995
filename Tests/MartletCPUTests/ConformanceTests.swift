import MartletCPU
// SPDX-License-Identifier: Apache-2.0
import MartletCompiler
import MartletTesting
import Testing

/// Every operation of the catalog against its reference kernel, alone and among others that are fused with it.
@Suite struct ConformanceTests {
    static let executors: [any Executor] = [1, 2].compactMap { try? CPUExecutor(threads: $0) }

    @Test(
        .enabled(if: !executors.isEmpty, "needs oneDNN: scripts/install-onednn"),
        arguments: OperationSamples.all)
    func agreesWithTheReference(sample: OperationSample) throws {
        let conformance = OperationConformance(executors: Self.executors)
        #expect(try conformance.executorProblems(of: sample) == [])
    }
}
