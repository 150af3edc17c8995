import Foundation
// SPDX-License-Identifier: Apache-2.0
import MartletFormats
import MartletIR
import MartletNN
import MartletTensor
import MartletTrain
import Testing

@Suite struct CallbackTests {
    @Test func earlyStoppingStopsWhenNothingImproves() throws {
        let model = try SmallData.classifier()
        try model.compile(
            optimizer: .sgd(learningRate: 0), loss: .sparseCategoricalCrossentropy)
        let history = try model.fit(
            try SmallData.clusters(), epochs: 50, shuffle: false,
            callbacks: [EarlyStopping(monitoring: "loss", patience: 3)])
        #expect(history.epochs.count == 4)
        #expect(history.stopReason?.contains("loss") == true)
    }

    @Test func earlyStoppingBringsTheBestParametersBack() throws {
        let data = try SmallData.clusters()
        let model = try SmallData.classifier()
        var best: [[UInt32]] = []
        let watch = LambdaCallback(epochDidEnd: { epoch, control in
            if epoch.epoch == 2 { best = SmallData.bits(model) }
            if epoch.epoch == 2 { control.learningRate = 50 }
        })
        _ = try model.fit(
            data, epochs: 20,
            callbacks: [
                EarlyStopping(monitoring: "loss", patience: 2, restoresBestParameters: true), watch,
            ])
        #expect(SmallData.bits(model) == best)
    }

    @Test func watchingWhatIsNotMeasuredIsAnError() throws {
        let error = #expect(throws: ConfigurationError.self) {
            try SmallData.classifier().fit(
                try SmallData.clusters(), epochs: 3, callbacks: [EarlyStopping()])
        }
        #expect(error?.description.contains("validation") == true)
    }

    @Test func checkpointsAndLogsAreWritten() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let model = try SmallData.classifier()
        let history = try model.fit(
            try SmallData.clusters(), epochs: 2,
            callbacks: [
                ModelCheckpoint(to: folder.path + "/{epoch}.safetensors"),
                CSVLogger(to: folder.path + "/log.csv"),
            ])
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        #expect(files == ["01.safetensors", "02.safetensors", "log.csv"])
        let log = try String(contentsOf: folder.appending(path: "log.csv"), encoding: .utf8)
        let lines = log.split(separator: "\n")
        #expect(lines[0] == "epoch,loss,accuracy")
        #expect(lines[2] == "2,\(history["loss"][1]),\(history["accuracy"][1])")
        let loaded = try Model(contentsOf: folder.path + "/02.safetensors")
        #expect(SmallData.bits(loaded) == SmallData.bits(model))
    }

    @Test func stoppingAfterABatch() throws {
        var batches = 0
        let history = try SmallData.classifier().fit(
            try SmallData.clusters(), epochs: 5, batchSize: 10,
            callbacks: [
                LambdaCallback(batchDidEnd: { batch, control in
                    batches += 1
                    if batch.batch == 3 { control.stop(because: "enough") }
                })
            ])
        #expect(batches == 3)
        #expect(history.stopReason == "enough")
    }
}
