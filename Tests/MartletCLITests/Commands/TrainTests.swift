// SPDX-License-Identifier: Apache-2.0
import Foundation
import MartletFormats
import MartletIR
import MartletTesting
import Testing

@Suite struct TrainTests {
    @Test func leavesModelHistoryAndCurves() throws {
        let model = try TrainedModel()
        #expect(model.training.status == 0, "\(model.training.errors)")
        for name in ["model.safetensors", "history.csv", "history.json", "curves.svg"] {
            #expect(model.folder.has("run/\(name)"))
        }
        let lines = try model.folder.text("run/history.csv").split(separator: "\n")
        #expect(lines.count == 3)
        #expect(lines[0] == "epoch,loss,accuracy,seconds,samples_per_second")
        let history = try JSONValue(parsing: model.folder.text("run/history.json"))
        #expect(history["epochs"]?.array?.count == 2)
        #expect(history["test"]?["loss"]?.double != nil)
    }

    @Test func aPipeGetsALinePerEpoch() throws {
        let lines = try TrainedModel().training.output.split(separator: "\n")
        #expect(lines.filter { $0.hasPrefix("epoch ") }.count == 2)
        #expect(lines.contains { $0.hasPrefix("test: loss ") })
        #expect(lines.contains { $0.contains("predicted") })
        #expect(!lines.contains { $0.contains("\u{1B}") || $0.contains("\r") })
    }

    @Test func programsGetAnObjectPerEpochAndOneAtTheEnd() throws {
        let training = try TrainedModel(SmallSpecification(), ["--json"]).training
        let objects = try training.objects()
        #expect(objects.map { $0["event"]?.string } == ["epoch", "epoch", "done"])
        #expect(objects[0]["epoch"] == 1)
        for name in ["loss", "accuracy", "samples_per_second"] {
            #expect(objects[1][name]?.double != nil)
        }
        let done = objects[2]
        #expect(done["test"]?["accuracy"]?.double != nil)
        #expect(done["fit_seconds"]?.double != nil)
        #expect(done["parameters"] == 67)
        #expect(done["model"] == "run/model.safetensors")
    }

    @Test func theSameSeedGivesTheSameModel() throws {
        let (first, second) = (try TrainedModel(), try TrainedModel())
        let weights = try [first, second].map { model in
            let file = try Safetensors(contentsOf: model.folder.file("run/model.safetensors"))
            return try file.tensor("dense/kernel").doubles
        }
        #expect(weights[0] == weights[1])
        let other = try TrainedModel(SmallSpecification(), ["--seed", "5"])
        let file = try Safetensors(contentsOf: other.folder.file("run/model.safetensors"))
        #expect(try file.tensor("dense/kernel").doubles != weights[0])
    }

    @Test func optionsComeBeforeTheSpecification() throws {
        let training = try TrainedModel(
            SmallSpecification(),
            ["--epochs", "5", "--learning-rate", "0.5", "--threads", "1", "--json"]
        )
        #expect(try training.training.objects().count == 6)
        let inspected = try MartletProcess(["inspect", "run", "--json"], in: training.folder)
        #expect(try inspected.objects()[0]["learning_rate"] == 0.5)
    }

    @Test func goesOnWhereItStopped() throws {
        let model = try TrainedModel()
        let run = try MartletProcess(
            ["train", "--resume", "run", "--epochs", "5", "--output", "more", "--json"],
            in: model.folder)
        #expect(run.status == 0, "\(run.errors)")
        let epochs = try run.objects().compactMap { $0["epoch"]?.int }
        #expect(epochs == [3, 4, 5])
        let history = try JSONValue(parsing: model.folder.text("more/history.json"))
        #expect(history["epochs"]?.array?.count == 5)
        let straight = try TrainedModel(SmallSpecification(), ["--epochs", "5"])
        let kernels = try [model.folder.file("more"), straight.folder.file("run")].map {
            try Safetensors(contentsOf: "\($0)/model.safetensors").tensor("dense/kernel").doubles
        }
        #expect(kernels[0] == kernels[1])
    }

    @Test func whatIsDoneIsNotDoneAgain() throws {
        let model = try TrainedModel()
        let run = try MartletProcess(["train", "--resume", "run"], in: model.folder)
        #expect(run.status == 1)
        #expect(run.errors.contains("are done already"))
    }

    @Test func aResumedNetworkMustBeTheSame() throws {
        let model = try TrainedModel()
        var other = SmallSpecification()
        other.layers[0] = "Dense: {units: 9}"
        try model.folder.write(other.text, to: "b.yaml")
        let run = try MartletProcess(
            ["train", "b.yaml", "--resume", "run", "--epochs", "9"], in: model.folder)
        #expect(run.status == 1)
        #expect(run.errors.contains("the network differs"))
    }

    @Test func runsAreNotReplacedUnlessToldSo() throws {
        let folder = TemporaryFolder()
        try folder.write(SmallSpecification().text, to: "a.yaml")
        for _ in 0..<2 {
            #expect(try MartletProcess(["train", "a.yaml"], in: folder).status == 0)
        }
        #expect(folder.has("runs/small/model.safetensors"))
        #expect(folder.has("runs/small-2/model.safetensors"))
    }

    @Test func callbacksWriteIntoTheFolder() throws {
        var specification = SmallSpecification()
        specification.fit =
            "{epochs: 4, validation_split: 0.25, callbacks: [CSVLogger: {filename: log.csv}, "
            + "ModelCheckpoint: {filepath: 'epoch-{epoch}.safetensors'}, "
            + "EarlyStopping: {monitor: loss, patience: 1, mode: max}]}"
        let model = try TrainedModel(specification)
        #expect(model.training.status == 0, "\(model.training.errors)")
        #expect(model.training.output.contains("stopped: loss has not improved"))
        #expect(model.folder.has("run/log.csv"))
        #expect(model.folder.has("run/epoch-01.safetensors"))
        #expect(!model.folder.has("run/epoch-04.safetensors"))
    }

    @Test(arguments: ["binary-mlp", "categorical-mlp"])
    func builtInSpecificationsTrain(name: String) throws {
        let folder = TemporaryFolder()
        let run = try MartletProcess(["train", name, "--epochs", "2"], in: folder)
        #expect(run.status == 0, "\(run.errors)")
        #expect(folder.has("runs/\(name)/model.safetensors"))
    }

    @Test func aTableTrains() throws {
        let folder = TemporaryFolder()
        let rows = (0..<40).map { "\($0 % 7),\($0 % 5),\($0 % 7 > 3 ? "high" : "low")" }
        try folder.write("a,b,size\n" + rows.joined(separator: "\n") + "\n", to: "t.csv")
        var specification = SmallSpecification()
        specification.data =
            "{csv: t.csv, target: size, split: {test_size: 0.25, stratified: true}}"
        specification.preprocessing = "{normalize: true}"
        specification.layers[1] = "Dense: {units: 2, activation: softmax}"
        specification.fit = "{epochs: 60, batch_size: 8}"
        specification.optimizer = "{Adam: {learning_rate: 0.05}}"
        try folder.write(specification.text, to: "a.yaml")
        let run = try MartletProcess(["train", "a.yaml", "--output", "run", "--json"], in: folder)
        #expect(run.status == 0, "\(run.errors)")
        #expect(try #require(run.objects().last?["test"]?["accuracy"]?.double) == 1)
        try folder.write("a,b\n6,1\n0,4\n", to: "new.csv")
        let predicted = try MartletProcess(["predict", "run", "new.csv", "--json"], in: folder)
        #expect(try predicted.objects().map { $0["class"]?.string } == ["high", "low"])
        let evaluated = try MartletProcess(
            ["evaluate", "run", "--data", "t.csv", "--json"], in: folder)
        #expect(try evaluated.objects().first?["examples"] == 40)
        #expect(try evaluated.objects().first?["accuracy"]?.double == 1)
    }
}
