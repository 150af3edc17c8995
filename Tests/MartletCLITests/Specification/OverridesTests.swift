// SPDX-License-Identifier: Apache-2.0
import MartletFormats
import Testing

@testable import MartletCLI

@Suite struct OverridesTests {
    @Test func optionsReplaceMembers() {
        let old: JSONValue = [
            "data": ["name": "digits", "split": ["seed": 3]],
            "fit": ["epochs": 9, "shuffle": false],
            "compile": ["optimizer": "adam", "loss": "mse"],
        ]
        let new = Overrides(
            data: "random", epochs: 2, batchSize: 4, learningRate: 0.5, seed: 7
        ).applied(to: old)
        #expect(new["data"] == ["name": "random", "split": ["seed": 3]])
        #expect(new["fit"] == ["epochs": 2, "shuffle": false, "batch_size": 4, "seed": 7])
        #expect(
            new["compile"] == ["optimizer": ["adam": ["learning_rate": 0.5]], "loss": "mse"])
    }

    static let optimizers: [(JSONValue, JSONValue)] = [
        (["SGD": ["momentum": 0.9]], ["SGD": ["momentum": 0.9, "learning_rate": 0.5]]),
        (["SGD": nil], ["SGD": ["learning_rate": 0.5]]),
        (
            ["class_name": "SGD", "config": ["learning_rate": 1]],
            ["class_name": "SGD", "config": ["learning_rate": 0.5]]
        ),
    ]

    @Test(arguments: optimizers)
    func theLearningRateGoesIntoAnyForm(old: JSONValue, new: JSONValue) {
        let changed = Overrides(learningRate: 0.5).applied(to: ["compile": ["optimizer": old]])
        #expect(changed["compile"]?["optimizer"] == new)
    }

    @Test func nothingChangesNothing() {
        let old: JSONValue = ["data": "digits", "layers": ["Flatten"]]
        #expect(Overrides().applied(to: old) == old)
    }

    @Test func aTableKeepsItsColumns() {
        let old: JSONValue = ["data": ["csv": "a.csv", "target": "y", "split": ["seed": 1]]]
        let data = Overrides(data: "/none/b.csv").applied(to: old)["data"]
        #expect(data == ["csv": "/none/b.csv", "target": "y", "split": ["seed": 1]])
    }
}
