// SPDX-License-Identifier: Apache-2.0
import MartletCompiler
import MartletIR
import MartletTensor
import MartletTesting
import Testing

/// Random programs: the same results as the reference's, and the same bits for every number of threads.
@Suite struct RandomProgramTests {
    @Test(arguments: 0..<200 as Range<UInt64>)
    func everyEngineComputesThem(seed: UInt64) throws {
        let problems = try Self.problems(seed, operations: Self.length)
        if problems.isEmpty { return }
        let (shortest, reasons) = try Self.shrunk(seed, problems)
        Issue.record("seed \(seed): \(reasons.joined(separator: "\n"))\n\(shortest.graph)")
    }

    @Test(arguments: 1_000..<1_060 as Range<UInt64>)
    func everyEngineComputesLoops(seed: UInt64) throws {
        let program = try RandomProgram(seed: seed, operations: 8, hasLoops: true)
        let problems = try Comparison.problems(
            of: program.graph, at: program.values, tolerance: Self.tolerance)
        #expect(problems == [], "seed \(seed)\n\(program.graph)")
    }

    @Test(arguments: 1_000..<1_060 as Range<UInt64>)
    func theyReadBackFromTheirTexts(seed: UInt64) throws {
        let program = try RandomProgram(seed: seed, operations: 8, hasLoops: true)
        let text = try Pipeline.standard.apply(to: program.graph).description
        #expect(try Graph(parsing: text).description == text, "seed \(seed)")
    }

    @Test func theyHaveLoopsInLoops() throws {
        var names: Set<String> = []
        for seed in 1_000..<1_060 as Range<UInt64> {
            let graph = try RandomProgram(seed: seed, operations: 8, hasLoops: true).graph
            for region in graph.instructions.compactMap({ $0.operation as? any RegionOperation }) {
                let inner = region.regions.flatMap(\.instructions).map(\.operation)
                    .filter { $0 is any RegionOperation }
                names.formUnion(inner.map { "\(region.name)/\($0.name)" } + [region.name])
            }
        }
        let expected: Set = ["scan", "while", "branch", "call", "scan/scan", "scan/branch"]
        #expect(expected.subtracting(names) == [])
    }

    @Test func theyHaveTheOperationsOfNetworks() throws {
        var names: Set<String> = []
        for seed in 0..<200 as Range<UInt64> {
            names.formUnion(try RandomProgram(seed: seed).graph.instructions.map(\.operation.name))
        }
        let expected: Set = [
            "convolution", "convolution_input_gradient", "convolution_filter_gradient",
            "max_pooling", "max_pooling_gradient", "average_pooling", "average_pooling_gradient",
            "take", "scatter_add", "matmul", "sum", "reduce_max", "concatenate", "pad", "slice",
            "reverse", "transpose", "random_uniform", "random_normal",
        ]
        #expect(expected.subtracting(names) == [])
    }

    private static let length = 14

    private static func problems(_ seed: UInt64, operations: Int) throws -> [String] {
        let program = try RandomProgram(seed: seed, operations: operations)
        return try Comparison.problems(
            of: program.graph, at: program.values, tolerance: tolerance)
    }

    /// Chains of a dozen operations and their gradients, each of which rounds.
    private static let tolerance = 2e-4

    /// The shortest beginning of the program that fails, too.
    private static func shrunk(_ seed: UInt64, _ problems: [String]) throws -> (
        RandomProgram, [String]
    ) {
        for operations in 0..<length {
            let found = try self.problems(seed, operations: operations)
            if !found.isEmpty {
                return (try RandomProgram(seed: seed, operations: operations), found)
            }
        }
        return (try RandomProgram(seed: seed, operations: length), problems)
    }
}
