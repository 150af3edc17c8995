// SPDX-License-Identifier: Apache-2.0
import MartletCompiler
import MartletIR
import MartletReference
import MartletTensor
import MartletTesting
import Testing

@Suite struct PipelineTests {
    /// What `graph` computes when every instruction runs as it stands.
    private func evaluate(_ graph: Graph, _ values: [HostTensor]) throws -> [HostTensor] {
        try ReferenceExecutor().compile(graph).makeRunner().run(
            values, resultTypes: graph.outputTypes)
    }

    @Test(arguments: 0..<150 as Range<UInt64>)
    func randomProgramsKeepTheirResults(seed: UInt64) throws {
        let program = RandomExpression(seed: seed)
        let graph = Graph(computing: program.outputs, from: program.inputs)
        let simplified = try Pipeline.standard.apply(to: graph)
        try Verifier.verify(simplified)
        #expect(simplified.inputTypes == graph.inputTypes)
        #expect(simplified.outputTypes == graph.outputTypes)
        #expect(simplified.instructions.count <= graph.instructions.count)
        let before = try evaluate(graph, program.values)
        let after = try evaluate(simplified, program.values)
        for (old, new) in try matchedPairs(before, after) {
            #expect(relativeError(new.doubles, old.doubles) <= 1e-13, "\(graph)\n\(simplified)")
        }
    }

    @Test(arguments: 0..<60 as Range<UInt64>)
    func theProcessorComputesRandomPrograms(seed: UInt64) throws {
        let program = RandomExpression(seed: 1000 + seed, operations: 40)
        let graph = Graph(computing: program.outputs, from: program.inputs)
        let expected = try evaluate(graph, program.values)
        for engine in TestedEngine.pairs {
            let runner = try engine.executor().compile(graph).makeRunner()
            let actual = try runner.run(program.values, resultTypes: graph.outputTypes)
            for (old, new) in try matchedPairs(expected, actual) {
                // Rounding to float32 in the middle may tip to either side.
                let error = relativeError(new.doubles, old.doubles, floor: 1e-6)
                #expect(error <= 1e-6, "\(engine)\n\(graph)")
            }
        }
    }

    /// Programs on which the processor's executor once failed: units that waited for each other, and a sum of two products.
    @Test(arguments: [2141, 2395, 2626] as [UInt64], [DType.float32, .float64])
    func programsThatOnceFailed(seed: UInt64, dtype: DType) throws {
        let program = RandomExpression(seed: seed, operations: 40, dtype: dtype)
        let graph = Graph(computing: program.outputs, from: program.inputs)
        let runner = try TestedEngine.pairs[0].executor().compile(graph).makeRunner()
        let actual = try runner.run(program.values, resultTypes: graph.outputTypes)
        for (old, new) in try matchedPairs(evaluate(graph, program.values), actual) {
            let limit = dtype == .float32 ? 1e-4 : 1e-6
            #expect(relativeError(new.doubles, old.doubles, floor: 1e-3) <= limit, "\(graph)")
        }
    }

    @Test func aSecondRunChangesNothing() throws {
        for seed in 0..<20 as Range<UInt64> {
            let program = RandomExpression(seed: seed)
            let once = try Pipeline.standard.apply(
                to: Graph(computing: program.outputs, from: program.inputs))
            #expect(
                try Pipeline.standard.apply(to: once).instructions.count == once.instructions.count)
        }
    }

    @Test func anEmptyGraphStaysEmpty() throws {
        let empty = Graph(instructions: [], inputs: [], outputs: [])
        #expect(try Pipeline.standard.apply(to: empty) == empty)
    }
}
