// SPDX-License-Identifier: Apache-2.0
import Foundation
import MartletData
import MartletFormats
import MartletIR
import MartletNN
import MartletTensor
import MartletTrain
import Testing

@Suite struct SaveTests {
    /// Calls `body` with a file name in a folder that is removed afterwards.
    private func withFile(_ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder.appending(path: "model.safetensors").path)
    }

    @Test func aLoadedModelPredictsTheSame() throws {
        try withFile { path in
            let data = try SmallData.clusters()
            let model = try SmallData.classifier()
            model.classNames = ["red", "green", "blue"]
            model.metadata = ["scale": 0.5]
            try model.fit(data, epochs: 2)
            try model.save(to: path)
            let loaded = try Model(contentsOf: path)
            #expect(loaded.name == "classifier")
            #expect(loaded.classNames == ["red", "green", "blue"])
            #expect(loaded.metadata["scale"]?.double == 0.5)
            #expect(try loaded.predict(data)[0].doubles == model.predict(data)[0].doubles)
            #expect(try loaded.evaluate(data)["accuracy"] == model.evaluate(data)["accuracy"])
        }
    }

    @Test func trainingGoesOnBitByBit() throws {
        try withFile { path in
            let data = try SmallData.clusters()
            let model = try SmallData.classifier()
            try model.fit(data, epochs: 2, batchSize: 8)
            try model.save(to: path)
            let loaded = try Model(contentsOf: path)
            for model in [model, loaded] {
                try model.fit(data, epochs: 4, batchSize: 8, initialEpoch: 2)
            }
            #expect(SmallData.bits(model) == SmallData.bits(loaded))
        }
    }

    @Test func functionalModelsWithSharedLayersComeBack() throws {
        try withFile { path in
            let shared = Dense(4, activation: .tanh, name: "shared")
            let (left, right) = (Input(shape: [3], name: "left"), Input(shape: [3], name: "right"))
            let sum = MartletNN.Concatenate()([shared(left), shared(right)])
            let model = Model(inputs: [left, right], outputs: [Dense(2)(sum)])
            try model.build()
            try model.save(to: path)
            let loaded = try Model(contentsOf: path)
            let x = HostTensor([1, 2, 3], shape: [1, 3])
            let y = HostTensor([3, 1, -2], shape: [1, 3])
            #expect(loaded.parameters.count == 4)
            #expect(try loaded.predict([x, y])[0].doubles == model.predict([x, y])[0].doubles)
            #expect(try loaded.summary() == model.summary())
        }
    }

    @Test func withoutTheOptimizerTheFileIsSmaller() throws {
        try withFile { path in
            let model = try SmallData.classifier()
            try model.fit(try SmallData.clusters())
            try model.save(to: path, includingOptimizer: false)
            let names = try Safetensors(contentsOf: path).tensors.keys
            #expect(
                names.sorted() == ["dense/bias", "dense/kernel", "dense_1/bias", "dense_1/kernel"])
        }
    }

    @Test func everyShorterFileIsAnError() throws {
        try withFile { path in
            let model = try SmallData.classifier(hidden: 2)
            try model.fit(try SmallData.clusters())
            try model.save(to: path)
            let whole = try Data(contentsOf: URL(filePath: path))
            for length in stride(from: 0, to: whole.count, by: 37) {
                try whole.prefix(length).write(to: URL(filePath: path))
                #expect(throws: (any Error).self) { try Model(contentsOf: path) }
            }
        }
    }

    @Test func aDamagedDescriptionNeverTraps() throws {
        try withFile { path in
            let model = try SmallData.classifier(hidden: 2)
            try model.build(inputShapes: [[2]])
            try model.save(to: path)
            let file = try Safetensors(contentsOf: path)
            let text = Array(try #require(file.metadata["martlet"]).utf8)
            let random = Philox(seed: 11, stream: 0)
            for trial in 0..<300 {
                var damaged = text
                let place = Int(random.uniform24(2 * trial) * Double(text.count))
                damaged[place] = UInt8(32 + random.uniform24(2 * trial + 1) * 94)
                let metadata = ["martlet": String(decoding: damaged, as: UTF8.self)]
                try Safetensors(file.tensors, metadata: metadata).write(to: path)
                _ = try? Model(contentsOf: path)
            }
        }
    }

    @Test func aMissingFileSaysSo() throws {
        let error = #expect(throws: DataError.self) { try Model(contentsOf: "/nowhere/model") }
        #expect(error?.description.contains("/nowhere/model") == true)
    }

    @Test func anUnwritablePlaceSaysSo() throws {
        let model = try SmallData.classifier()
        try model.build(inputShapes: [[2]])
        #expect(throws: DataError.self) { try model.save(to: "/nowhere/model.safetensors") }
    }
}
