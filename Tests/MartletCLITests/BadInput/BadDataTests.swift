// SPDX-License-Identifier: Apache-2.0
import MartletTesting
import Testing

/// Data that cannot be trained on: through the real command.
@Suite struct BadDataTests {
    private static func with(_ description: String, data: String, says: [String]) -> BadInput {
        var specification = SmallSpecification()
        specification.data = data
        return .specification(description, specification.text, says: says)
    }

    /// A table as the data of a specification.
    private static func table(
        _ description: String, _ content: String, target: String = "class", says: [String],
        change: (inout SmallSpecification) -> Void = { _ in }
    ) -> BadInput {
        var specification = SmallSpecification()
        specification.data = "{csv: t.csv, target: \(target)}"
        change(&specification)
        return BadInput(
            description,
            files: [("a.yaml", Array(specification.text.utf8)), ("t.csv", Array(content.utf8))],
            ["train", "a.yaml", "--output", "kept"], says: says)
    }

    static let inputs: [BadInput] = [
        with("no such data", data: "mnst", says: ["a.yaml:2:1", "did you mean \"mnist\"?"]),
        with("unknown key", data: "{name: digits, splt: {}}", says: ["did you mean \"split\"?"]),
        with(
            "two sources", data: "{name: digits, csv: a.csv}",
            says: ["a.yaml:2:22", "cannot stand beside \"name\""]),
        with(
            "no samples", data: "{name: random, samples: 0}",
            says: ["\"samples\" must be at least 1"]),
        with("too many samples", data: "{name: random, samples: 1000000000000}", says: ["memory"]),
        with(
            "test part of all", data: "{name: digits, split: {test_size: 1.0}}",
            says: ["\"test_size\" must lie between 0 and 1"]),
        with(
            "test part of more than all", data: "{name: digits, split: {test_size: 5000}}",
            says: ["5000 of the 1797 examples"]),
        with(
            "missing table", data: "{csv: none.csv, target: y}", says: ["none.csv", "no such file"]),
        with("missing array", data: "{inputs: none.npy}", says: ["none.npy", "no such file"]),
        with("a number", data: "3", says: ["\"data\" must be a name or a mapping"]),
        table("empty table", "", says: ["t.csv", "empty"]),
        table("table with a header only", "a,b,class\n", says: ["t.csv"]),
        table("no such column", "a,b\n1,2\n", says: ["no column \"class\""]),
        table("nothing to learn", "a,b\n1,2\n3,4\n", target: "~", says: ["no target is named"]),
        table("NaN", "a,b,class\n1,2,0\nnan,4,1\n", says: ["t.csv:3:1"]),
        table("infinity", "a,b,class\n1,2,0\ninf,4,1\n", says: ["t.csv:3:1"]),
        table("a gap", "a,b,class\n1,,0\n3,4,1\n", says: ["t.csv:2:3", "missing"]),
        table("a word among numbers", "a,b,class\n1,2,0\n3,x,1\n", says: ["t.csv:3:3", "\"x\""]),
        table("a line too short", "a,b,class\n1,2,0\n3,1\n", says: ["t.csv:3"]),
        table(
            "a label out of range", "a,b,class\n1,2,0\n1,3,1\n1,2,2\n1,2,3\n",
            says: ["label 3", "3 classes"]),
        table(
            "labels for a smaller network", "a,b,class\n1,2,x\n3,4,y\n5,6,z\n",
            says: ["label 2 of row 2"]
        ) { $0.layers = ["Dense: {units: 2, activation: softmax}"] },
        BadInput(
            "an array cut off",
            files: [
                ("a.yaml", Array(arrays.utf8)),
                ("x.npy", Array("\u{1}NUMPY\u{1}".utf8)), ("y.npy", []),
            ],
            ["train", "a.yaml", "--output", "kept"], says: ["x.npy"]),
        BadInput(
            "MNIST cut off",
            files: [
                "train-images-idx3", "train-labels-idx1", "t10k-images-idx3", "t10k-labels-idx1",
            ]
            .map { ("mnist/\($0)-ubyte", [0, 0, 8, 3, 0, 0]) },
            ["train", "mnist-mlp", "--output", "kept"], environment: ["MARTLET_DATA": "mnist"],
            says: ["train-images-idx3-ubyte"]),
        BadInput(
            "MNIST nowhere", ["train", "mnist-mlp", "--output", "kept"],
            environment: [
                "MARTLET_DATA": "none", "HOME": "/nonexistent", "XDG_CACHE_HOME": "",
                "MARTLET_MIRROR": "http://127.0.0.1:9/",
            ], says: ["martlet:", "MARTLET_DATA"]),
    ]

    static var arrays: String {
        var specification = SmallSpecification()
        specification.data = "{inputs: x.npy, targets: y.npy}"
        return specification.text
    }

    @Test(arguments: inputs) func saysWhere(input: BadInput) throws { try input.check() }

    @Test func aBatchLargerThanTheDataIsOneStep() throws {
        let folder = TemporaryFolder()
        try folder.write(SmallSpecification().text, to: "a.yaml")
        let run = try MartletProcess(
            ["train", "a.yaml", "--batch-size", "1000", "--output", "out"], in: folder)
        #expect(run.status == 0)
        #expect(run.errors.contains("each epoch is one step"))
    }
}
