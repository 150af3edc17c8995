// SPDX-License-Identifier: Apache-2.0
import Martlet
import Testing

@testable import MartletCLI

@Suite struct PreprocessingTests {
    private func data() throws -> Dataset {
        try Dataset(
            inputs: [[0, 2, 4, 6], [8, 2, 0, 2]], labels: [0, 2], classNames: ["a", "b", "c"])
    }

    private func preprocessing(_ members: JSONObject) throws -> Preprocessing {
        try Preprocessing(
            PreprocessingDescription(from: Arguments(members)), of: data(), whiteLevel: nil)
    }

    @Test func scalesReshapesAndEncodes() throws {
        let steps = try preprocessing(["scale": "1/2", "reshape": [2, 2, 1], "one_hot": true])
        let prepared = try steps.apply(to: data())
        #expect(prepared.inputs[0].exampleShape == [2, 2, 1])
        #expect(prepared.inputs[0].floats().doubles == [0, 1, 2, 3, 4, 1, 0, 1])
        #expect(prepared.targets[0].doubles == [1, 0, 0, 0, 0, 1])
    }

    @Test func normalizesByTheTrainingData() throws {
        let steps = try preprocessing(["normalize": true])
        let prepared = try steps.apply(to: data())
        #expect(prepared.inputs[0].floats().doubles == [-1, 0, 1, 1, 1, 0, -1, -1])
    }

    @Test func survivesAFile() throws {
        let steps = try preprocessing([
            "scale": 0.5, "normalize": true, "flatten": true, "one_hot": 4,
        ])
        let read = try Preprocessing(ConfigurationReader(steps.members))
        #expect(JSONValue.object(read.members) == JSONValue.object(steps.members))
        #expect(
            try read.apply(to: data()).inputs[0].floats().doubles
                == steps.apply(to: data()).inputs[0].floats().doubles)
    }

    static let damages: [JSONObject] = [
        [:], ["input_shape": [0]], ["input_shape": [4], "shape": [5]],
        ["input_shape": [4], "mean": [1, 2, 3, 4]],
        ["input_shape": [4], "mean": [1], "deviation": [1]],
        ["input_shape": [4], "one_hot": 0], ["input_shape": "x"],
    ]

    @Test(arguments: damages) func damageIsRefused(members: JSONObject) {
        #expect(throws: ConfigurationError.self) {
            try Preprocessing(ConfigurationReader(members))
        }
    }
}
