// SPDX-License-Identifier: Apache-2.0
import MartletFormats
import MartletTesting
import Testing

@Suite struct InspectTests {
    @Test func showsLayersAndTraining() throws {
        let model = try TrainedModel()
        let text = try MartletProcess(["inspect", "run"], in: model.folder).output
        for words in ["dense_1 (Dense)", "Total params", "run/model.safetensors", "2 epochs"] {
            #expect(text.contains(words), "\(text)")
        }
    }

    @Test func tellsProgramsEverything() throws {
        let model = try TrainedModel()
        let run = try MartletProcess(
            ["inspect", "run/model.safetensors", "--json"], in: model.folder)
        let object = try #require(try run.objects().first)
        #expect(object["parameters"] == 67)
        #expect(object["input_shapes"] == [[4]])
        #expect(object["architecture"]?["layers"]?[1]?["name"] == "dense_1")
        #expect(object["training"]?["specification"]?["name"] == "small")
        #expect(object["training"]?["history"]?.array?.count == 2)
    }
}
