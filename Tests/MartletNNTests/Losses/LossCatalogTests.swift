// SPDX-License-Identifier: Apache-2.0
import MartletFormats
import MartletIR
import MartletNN
import MartletRuntime
import MartletTensor
import MartletTesting
import Testing

@Suite struct LossCatalogTests {
    private func read(_ value: JSONValue) throws -> any Loss {
        try ConfigurationReader(["loss": value]).item("loss", of: .losses)
    }

    static let names = [
        ("mse", "MeanSquaredError"), ("MSE", "MeanSquaredError"),
        ("mean_squared_error", "MeanSquaredError"), ("MeanAbsoluteError", "MeanAbsoluteError"),
        ("mae", "MeanAbsoluteError"), ("bce", "BinaryCrossentropy"),
        ("binary_crossentropy", "BinaryCrossentropy"),
        ("categorical_crossentropy", "CategoricalCrossentropy"),
        ("SparseCategoricalCrossentropy", "SparseCategoricalCrossentropy"),
        ("sparse_categorical_crossentropy", "SparseCategoricalCrossentropy"),
    ]

    @Test(arguments: names)
    func findsLossesByKerasNames(name: String, className: String) throws {
        #expect(type(of: try read(.string(name))).className == className)
    }

    static let descriptions: [JSONValue] = [
        "mse", ["BinaryCrossentropy": ["from_logits": true, "label_smoothing": 0.1]],
        ["CategoricalCrossentropy": nil],
        [
            "class_name": "SparseCategoricalCrossentropy",
            "config": ["ignore_class": 255, "reduction": "sum_over_batch_size", "name": "loss"],
        ],
    ]

    @Test(arguments: descriptions)
    func configurationsMakeEqualLosses(description: JSONValue) throws {
        let loss = try read(description)
        let copy = try read(loss.stored)
        #expect(copy.configuration == loss.configuration)
        #expect(copy.takesLabels == loss.takesLabels)
    }

    @Test func defaultsAreThoseOfKeras() throws {
        let defaults = try Fixture.kerasDefaults("losses")
        #expect(defaults.count == ClassCatalog.losses.types.count)
        for (name, arguments) in defaults.members {
            let type = try #require(ClassCatalog.losses.type(named: name))
            #expect(type.differences(fromKeras: arguments.object ?? [:]) == [])
        }
    }

    static let mistakes: [(JSONValue, String)] = [
        ("sparse_categorical_crossentropi", "did you mean \"sparse_categorical_crossentropy\"?"),
        ("msee", "did you mean \"mse\"?"), ("zzzzzzzzzzzz", "known are mean_squared_error"),
        (nil, "is missing"), (5, "must be a name"), ([:], "one name"), (["mse"], "must be a name"),
        (["mse": 5], "must be arguments"), (["mse": ["axis": 0]], "must be -1"),
        (["mse": ["reduction": "sum"]], "must be sum_over_batch_size"),
        (["mse": ["from_logits": true]], "is not known here"),
        (["bce": ["label_smoothing": 2]], "at most 1"),
        (["bce": ["label_smoothing": -1]], "at least 0"),
        (["bce": ["label_smoothing": .double(.nan)]], "finite"),
        (["bce": ["from_logits": "yes"]], "must be true or false"),
        (["bce": ["from_logit": true]], "did you mean \"from_logits\"?"),
        (["sparse_categorical_crossentropy": ["ignore_class": 1.5]], "must be a whole number"),
    ]

    @Test(arguments: mistakes)
    func mistakesAreExplained(description: JSONValue, message: String) {
        let error = #expect(throws: ConfigurationError.self) {
            try read(description)
        }
        #expect(error?.description.contains(message) == true)
        #expect(error?.path.first == "loss")
    }

    @Test func membersOfTheProtocolMakeLosses() {
        func className(_ loss: some Loss) -> String { type(of: loss).className }
        #expect(className(.meanSquaredError) == "MeanSquaredError")
        #expect(className(.meanAbsoluteError) == "MeanAbsoluteError")
        #expect(className(.binaryCrossentropy) == "BinaryCrossentropy")
        #expect(className(.categoricalCrossentropy) == "CategoricalCrossentropy")
        #expect(className(.sparseCategoricalCrossentropy) == "SparseCategoricalCrossentropy")
        #expect(className(.binaryCrossentropy(fromLogits: true)) == "BinaryCrossentropy")
    }

    @Test func anIgnoredClassLeavesTheMeanOfTheOthers() throws {
        let logits = Tensor.normal([5, 3], seed: 4)
        let labels = Tensor(HostTensor(scalars: [Int32(0), 2, 1, 2, 0], shape: [5]))
        let all = try SparseCategoricalCrossentropy(fromLogits: true)(logits, labels).scalars()
        let some = SparseCategoricalCrossentropy(fromLogits: true, ignoreClass: 2)(logits, labels)
        let expected = Double(all[0] + all[2] + all[4]) / 3
        #expect(try isClose(some.mean().scalar(), expected, tolerance: .float32))
        let values = try some.scalars()
        #expect(values[1] == 0 && values[3] == 0)
    }
}
