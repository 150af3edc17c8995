// SPDX-License-Identifier: Apache-2.0
import MartletCPU
import MartletCompiler
import MartletTesting
import Testing

/// That the other tests run on what they promise to run on.
@Suite struct TestedEngineTests {
    /// Reported as skipped where oneDNN is missing, a failure in CI.
    @Test(.enabled(if: TestedEngine.isOneDNNTested, "\(TestedEngine.oneDNNIsMissing)"))
    func oneDNNIsThere() throws {
        let engine = TestedEngine.forced(threads: 1, .oneDNN)
        #expect(try engine.executor().name.contains("oneDNN"))
        #expect(TestedEngine.all.contains(engine))
    }

    @Test(arguments: TestedEngine.all)
    func everyEngineCanBeMade(engine: TestedEngine) throws {
        _ = try engine.executor()
    }

    @Test func allNumbersOfThreadsAreTested() {
        for provider in TestedEngine.providers {
            let threads = TestedEngine.all
                .filter { $0.options.provider == provider && $0.options.isForced }
                .map(\.threads)
            #expect(threads == [1, 2, 3, 4])
        }
        #expect(TestedEngine.all.contains { !$0.options.isForced })
    }
}
