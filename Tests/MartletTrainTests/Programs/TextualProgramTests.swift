// SPDX-License-Identifier: Apache-2.0
import MartletCompiler
import MartletIR
import MartletReference
import MartletTensor
import MartletTesting
import MartletTrain
import Testing

/// Training, evaluation and prediction with programs that were printed and read back.
@Suite struct TextualProgramTests {
    @Test func modelsRunOnProgramsFromTexts() throws {
        let data = try SmallData.clusters()
        let (plain, model) = (try SmallData.classifier(), try SmallData.classifier())
        plain.programs = ProgramCache(sharesArena: true) { _ in ReferenceExecutor() }
        model.programs = ProgramCache(sharesArena: true) { _ in ReparsingExecutor() }
        for model in [plain, model] { try model.fit(data, validation: data) }
        #expect(try model.predict(data)[0].doubles == plain.predict(data)[0].doubles)
        #expect(try model.evaluate(data).loss == plain.evaluate(data).loss)
    }
}

/// Runs what reads back from the text of a program.
private struct ReparsingExecutor: Executor {
    let name = "text"

    func compile(_ graph: Graph, constants: Set<Int>) throws -> any Executable {
        // The reference's own passes: only rules of gradients have no text.
        let passed = try Pipeline([RemoveMarkers(), RemoveUnused()]).apply(to: graph)
        let back = try Graph(parsing: passed.description)
        #expect(back.description == passed.description)
        #expect(back.inputTypes == graph.inputTypes && back.donations == graph.donations)
        return try ReferenceExecutor().compile(back)
    }
}
