// SPDX-License-Identifier: Apache-2.0
import Martlet
import Testing

@testable import MartletCLI

/// The schema for editors accepts what the command accepts, and refuses the mistakes that it can see.
@Suite struct JSONSchemaTests {
    @Test(arguments: BuiltInSpecifications.names)
    func builtInSpecificationsAreValid(name: String) throws {
        let root = try SpecificationFile(name).document.root
        #expect(Self.mistakes(in: root) == [])
    }

    /// A specification with parts that are replaced.
    private static func root(_ key: String, _ value: JSONValue) -> JSONValue {
        var root: JSONObject = [
            "data": "digits", "layers": ["Flatten", ["Dense": ["units": 10]]],
            "compile": ["optimizer": "adam", "loss": "mse"],
        ]
        root[key] = value
        return .object(root)
    }

    static let right: [(String, JSONValue)] = [
        ("data", ["name": "random", "samples": 5, "shape": 3, "split": ["test_size": 2]]),
        ("data", ["csv": "a.csv", "target": 3, "ignore": ["a", 2], "validation": "test"]),
        ("data", ["inputs": "x.npy", "targets": "y.npy", "split": ["test_size": 0.5]]),
        ("preprocessing", ["scale": "1/255", "reshape": [28, 28], "one_hot": 10]),
        ("inputs", ["x": [4], "y": 3]), ("outputs", ["a", "b"]), ("predict", 3),
        (
            "layers",
            [
                "flatten",
                [
                    "Dense": [
                        "units": 3, "activation": "swish", "name": "a", "inputs": "flatten",
                        "kernel_initializer": ["HeNormal": ["seed": 1]],
                        "kernel_regularizer": nil, "bias_constraint": nil,
                    ]
                ],
                ["class_name": "Dropout", "config": ["rate": 0.5]], ["Input": ["shape": [3]]],
            ]
        ),
        (
            "compile",
            [
                "optimizer": ["Adam": ["learning_rate": 0.1, "clipnorm": nil]],
                "loss": ["bce": nil],
                "metrics": ["accuracy", ["BinaryAccuracy": ["threshold": 0.8, "name": "x"]]],
            ]
        ),
        (
            "fit",
            [
                "epochs": 3, "class_weight": ["0": 2.5], "seed": 3,
                "callbacks": [["EarlyStopping": ["patience": 3, "verbose": 1]]],
            ]
        ),
    ]

    @Test(arguments: right)
    func whatIsRightIsValid(key: String, value: JSONValue) throws {
        #expect(Self.mistakes(in: Self.root(key, value)) == [])
        #expect(throws: Never.self) {
            // Inputs and outputs need layers that name them: the network's own tests.
            if key != "inputs", key != "outputs", key != "layers" {
                _ = try Specification(Self.root(key, value), name: "a", folder: ".")
            }
        }
    }

    static let wrong: [(String, JSONValue)] = [
        ("fitt", [:]), ("data", "digit"), ("data", ["name": "random", "sample": 5]),
        ("data", ["name": "random", "samples": 0]), ("data", ["csv": 3]),
        ("data", ["csv": "a.csv", "inputs": "b.npy"]),
        ("data", ["name": "digits", "split": ["test_size": 0]]),
        ("preprocessing", ["scale": "big"]), ("preprocessing", ["one_hot": 0]), ("layers", []),
        ("layers", ["Dense"]), ("layers", [["Dense": ["units": 0]]]),
        ("layers", [["Dense": ["units": 3, "activaton": "relu"]]]),
        ("layers", [["Dense": ["units": 3, "activation": "rleu"]]]),
        ("layers", [["Dense": ["units": 3, "bias_constraint": "MaxNorm"]]]),
        ("layers", [["Dens": ["units": 3]]]), ("layers", [["Dropout": ["rate": 1.5]]]),
        ("layers", [["Conv2D": ["filters": 3, "kernel_size": [3, 3, 3]]]]),
        ("compile", ["optimizer": "adm", "loss": "mse"]), ("compile", ["loss": "mse"]),
        ("compile", ["optimizer": ["Adam": ["beta_1": 1]], "loss": "mse"]),
        ("fit", ["epochs": 0]), ("fit", ["epochs": "many"]),
        ("fit", ["callbacks": [["EarlyStopping": ["patiense": 3]]]]), ("predict", -1),
    ]

    @Test(arguments: wrong)
    func whatIsWrongIsNotValid(key: String, value: JSONValue) {
        #expect(Self.mistakes(in: Self.root(key, value)) != [])
        #expect(throws: (any Error).self) {
            try Specification(Self.root(key, value), name: "a", folder: ".")
        }
    }

    private static func mistakes(in root: JSONValue) -> [String] {
        SchemaValidator(definitions: Specification.jsonSchema["$defs"] ?? nil)
            .mistakes(in: root, against: Specification.jsonSchema, at: "")
    }
}
