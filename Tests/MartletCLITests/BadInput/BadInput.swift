// SPDX-License-Identifier: Apache-2.0
import MartletTesting
import Testing

/// A use of the command that must fail with a message, leaving files as they were.
struct BadInput: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// Files that are there before: name and content.
    var files: [(name: String, content: [UInt8])] = []
    let arguments: [String]
    var environment: [String: String] = [:]
    var limits = ""
    /// 1 for failures, 2 for wrong usage.
    var status: Int32 = 1
    /// What standard error must say.
    let says: [String]

    init(
        _ description: String, files: [(String, [UInt8])] = [], _ arguments: [String],
        environment: [String: String] = [:], limits: String = "", status: Int32 = 1,
        says: [String]
    ) {
        testDescription = description
        self.files = files.map { (name: $0.0, content: $0.1) }
        self.arguments = arguments
        self.environment = environment
        self.limits = limits
        self.status = status
        self.says = says
    }

    /// A mistake in a specification, given as its text.
    static func specification(_ description: String, _ text: String, says: [String]) -> BadInput {
        BadInput(
            description, files: [("a.yaml", Array(text.utf8))],
            ["train", "a.yaml", "--output", "kept"], says: says)
    }

    /// Runs the command and checks what it leaves.
    func check(in folder: TemporaryFolder = TemporaryFolder()) throws {
        let sentinel = "here before"
        try folder.write(sentinel, to: "kept/model.safetensors")
        try folder.write(sentinel, to: "kept/history.csv")
        for file in files { try folder.write(file.content, to: file.name) }
        let run = try MartletProcess(
            arguments, in: folder, environment: environment, limits: limits)
        #expect(run.status == status, "\(run.errors)")
        for words in says { #expect(run.errors.contains(words), "\(run.errors)") }
        #expect(!run.errors.contains("Fatal error"), "\(run.errors)")
        #expect(try folder.text("kept/model.safetensors") == sentinel)
        #expect(try folder.text("kept/history.csv") == sentinel)
        for file in files { #expect(try folder.bytes(file.name) == file.content) }
        let left = folder.names.filter { $0.hasSuffix(".tmp") }
        #expect(left.isEmpty)
    }
}
