// SPDX-License-Identifier: Apache-2.0
import MartletCPU
import MartletIR
import MartletRuntime
import MartletTesting
import Testing

/// Training gives the same bits for every number of threads, and beside other training.
@Suite struct ThreadCountTests {
    @Test(arguments: BuiltInNetwork.allCases, TestedEngine.providers)
    func parametersDoNotDependOnIt(network: BuiltInNetwork, provider: CPUOptions.Provider) throws {
        let runs = try (1...4).map { threads in
            let device = try TestedEngine.forced(threads: threads, provider).device()
            return try Device.with(device) { try network.trained() }
        }
        for (threads, run) in runs.enumerated().dropFirst() {
            let differences = try Comparison.bitDifferences(run, runs[0])
            #expect(differences == [], "\(threads + 1) threads")
        }
        #expect(runs[0].allSatisfy { $0.doubles.allSatisfy(\.isFinite) })
    }

    /// Tiles as users have them, and numbers of threads that adapt.
    @Test(arguments: BuiltInNetwork.allCases, TestedEngine.providers)
    func norDoTheyWithTheTilesOfUsers(network: BuiltInNetwork, provider: CPUOptions.Provider)
        throws
    {
        var options = CPUOptions()
        options.provider = provider
        let runs = try [1, 4].map { threads in
            let device = try TestedEngine(threads: threads, options: options).device()
            return try Device.with(device) { try network.trained() }
        }
        #expect(try Comparison.bitDifferences(runs[1], runs[0]) == [])
    }

    static let engines = [TestedEngine.all[0]] + TestedEngine.pairs

    @Test(arguments: engines) func twoAtOnceDoNotDisturbEachOther(engine: TestedEngine) async throws
    {
        let networks: [BuiltInNetwork] = [.digitsCNN, .normalized, .mnistMLP]
        let device = try engine.device()
        for network in networks {
            let alone = try Device.with(device) { try network.trained() }
            let together = try await withThrowingTaskGroup(of: [HostTensor].self) { group in
                for _ in 0..<2 {
                    group.addTask { try Device.with(device) { try network.trained() } }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(together.count == 2)
            for run in together {
                let differences = try Comparison.bitDifferences(run, alone)
                #expect(differences == [], "\(network)")
            }
        }
    }
}
