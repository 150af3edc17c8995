// SPDX-License-Identifier: Apache-2.0
import MartletFormats
import MartletIR
import MartletTesting
import Testing

/// Models and inputs that are damaged: through the real command.
@Suite struct BadModelFileTests {
    /// A change of the model's bytes, and what the message must say.
    struct Damage: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let says: String
        let change: @Sendable ([UInt8]) -> [UInt8]
    }

    static let damages = [
        Damage(testDescription: "empty", says: "m.safetensors") { _ in [] },
        Damage(testDescription: "a few bytes", says: "m.safetensors") { Array($0.prefix(5)) },
        Damage(testDescription: "cut in the header", says: "m.safetensors") {
            Array($0.prefix(200))
        },
        Damage(testDescription: "cut in the numbers", says: "m.safetensors") { $0.dropLast(40) },
        Damage(testDescription: "longer than it says", says: "m.safetensors") { $0 + [1, 2, 3] },
        Damage(testDescription: "huge header", says: "m.safetensors") {
            [255, 255, 255, 255, 255, 255, 255, 127] + $0.dropFirst(8)
        },
        Damage(testDescription: "header is no JSON", says: "m.safetensors") {
            Array($0.prefix(8)) + [UInt8(ascii: "x")] + $0.dropFirst(9)
        },
        Damage(testDescription: "a text", says: "m.safetensors") { _ in Array("hello\n".utf8) },
        Damage(testDescription: "a picture", says: "m.safetensors") { _ in
            [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
        },
        Damage(testDescription: "another version", says: "version 9") {
            replacing(#"{\"version\":1"#, by: #"{\"version\":9"#, in: $0)
        },
        Damage(testDescription: "an unknown layer", says: "Dence") {
            replacing(#"\"class_name\":\"Dense\""#, by: #"\"class_name\":\"Dence\""#, in: $0)
        },
        Damage(testDescription: "other units", says: "m.safetensors") {
            replacing(#"\"units\":8"#, by: #"\"units\":9"#, in: $0)
        },
        Damage(testDescription: "a missing parameter", says: "dense/kernel") {
            replacing(#""dense/kernel""#, by: #""dense/kermel""#, in: $0)
        },
        Damage(testDescription: "damaged preprocessing", says: "m.safetensors") {
            replacing(#"\"input_shape\":[4]"#, by: #"\"input_shape\":[0]"#, in: $0)
        },
    ]

    private static func replacing(_ old: String, by new: String, in bytes: [UInt8]) -> [UInt8] {
        let (old, new) = (Array(old.utf8), Array(new.utf8))
        guard let start = bytes.indices.first(where: { bytes[$0...].starts(with: old) }) else {
            Issue.record("\(String(decoding: old, as: UTF8.self)) is not in the file")
            return bytes
        }
        return bytes[..<start] + new + bytes[(start + old.count)...]
    }

    @Test(arguments: damages) func saysWhatIsWrong(damage: Damage) throws {
        let bytes = damage.change(try TrainedModel.bytes())
        for command in ["inspect", "evaluate"] {
            try BadInput(
                damage.testDescription, files: [("m.safetensors", bytes)],
                [command, "m.safetensors"], says: ["martlet:", damage.says]
            ).check()
        }
    }

    @Test func aSafetensorsFileWithoutAModelIsForeign() throws {
        let folder = TemporaryFolder()
        let tensor = HostTensor([1, 2, 3], shape: [3])
        try Safetensors(["a": tensor]).write(to: folder.file("m.safetensors"))
        let bytes = try folder.bytes("m.safetensors")
        try BadInput(
            "foreign", files: [("m.safetensors", bytes)], ["inspect", "m.safetensors"],
            says: ["tensors, but no model"]
        ).check()
    }

    @Test(arguments: [["inspect", "none"], ["evaluate", "none"], ["train", "--resume", "none"]])
    func aModelThatIsNotThere(arguments: [String]) throws {
        try BadInput("missing", arguments, says: ["none: cannot read: no such file"]).check()
    }

    static let files: [(name: String, content: [UInt8], says: String)] = [
        ("x.png", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0], "x.png"),
        ("x.pgm", Array("P5\n8 8\n255\n123".utf8), "x.pgm"),
        ("x.pgm", Array("P5\n99999999 99999999\n255\n".utf8), "x.pgm"),
        ("x.npy", Array("\u{93}NUMPY".utf8), "x.npy"),
        ("x.npy", [0x93] + Array("NUMPY".utf8) + [1, 0, 4, 0, 0x7B, 0x7D, 0x20, 0x0A], "x.npy"),
        ("x.csv", Array("1,2,3\n".utf8), "3 columns"),
        ("x.csv", Array("1,2,3,nan\n".utf8), "x.csv"),
        ("x.csv", [], "x.csv"),
    ]

    @Test(arguments: files)
    func inputsThatCannotBeRead(file: (name: String, content: [UInt8], says: String)) throws {
        let model = try TrainedModel()
        try BadInput(
            file.name, files: [(file.name, file.content)], ["predict", "run", file.name],
            says: [file.says]
        ).check(in: model.folder)
    }
}
