// SPDX-License-Identifier: Apache-2.0
import Martlet
import MartletTesting
import Testing

@Suite struct EvaluateTests {
    @Test func judgesOnTheTestPartOfTheTraining() throws {
        let model = try TrainedModel(SmallSpecification(), ["--json"])
        let test = try #require(try model.training.objects().last?["test"])
        for options in [[], ["--data", "random"], ["--part", "test"]] {
            let run = try MartletProcess(["evaluate", "run", "--json"] + options, in: model.folder)
            let object = try #require(try run.objects().first)
            #expect(object["examples"] == 6)
            #expect(object["accuracy"] == test["accuracy"])
        }
        let all = try MartletProcess(
            ["evaluate", "run", "--part", "all", "--json"], in: model.folder)
        #expect(try all.objects().first?["examples"] == 24)
    }

    @Test func showsWhichClassIsTakenForWhich() throws {
        let model = try TrainedModel()
        let run = try MartletProcess(["evaluate", "run", "--json"], in: model.folder)
        let counts = try #require(run.objects().first?["confusion"]?["counts"]?.array)
        let total = counts.flatMap { $0.array ?? [] }.compactMap(\.int).reduce(0, +)
        #expect(total == 6)
        let text = try MartletProcess(["evaluate", "run"], in: model.folder).output
        #expect(text.contains("predicted"))
    }

    @Test func aModelTrainedInSwiftSeesPixelsAsThere() throws {
        let folder = TemporaryFolder()
        let digits = try Dataset.digits()
        let model = Sequential {
            Flatten()
            Dense(10, activation: .softmax)
        }
        try model.compile(
            optimizer: .adam, loss: .sparseCategoricalCrossentropy, metrics: [.accuracy])
        try model.fit(digits, epochs: 2)
        try model.save(to: folder.file("m.safetensors"))
        let run = try MartletProcess(
            ["evaluate", "m.safetensors", "--data", "digits", "--json"], in: folder)
        let accuracy = try #require(try run.objects().first?["accuracy"]?.double)
        #expect(abs(accuracy - (try model.evaluate(digits)["accuracy"] ?? 0)) < 1e-9)
    }
}
