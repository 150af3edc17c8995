// SPDX-License-Identifier: Apache-2.0
import Foundation
import MartletFormats
import MartletTesting
import Testing

/// A run of the `martlet` command that was built beside these tests.
struct MartletProcess {
    /// The exit status, or `nil` if a signal ended it.
    let status: Int32?
    let output: String
    let errors: String

    /// Runs the command in `folder`.
    ///
    /// - Parameters:
    ///   - arguments: What comes after `martlet`.
    ///   - folder: Where it runs.
    ///   - environment: Variables that are changed.
    ///   - limits: Words for the shell before the command: `ulimit -f 8;`.
    ///   - during: Called while the command runs.
    /// - Throws: What the system says if the command cannot be started.
    init(
        _ arguments: [String], in folder: TemporaryFolder, environment: [String: String] = [:],
        limits: String = "", during: (Process) throws -> Void = { _ in }
    ) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", limits + " exec \"$0\" \"$@\"", Self.executable] + arguments
        process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
        var variables = ProcessInfo.processInfo.environment
        variables["OMP_WAIT_POLICY"] = "passive"  // many tests share the processors
        variables.merge(environment) { $1 }
        process.environment = variables
        let (output, errors) = (folder.file(".stdout"), folder.file(".stderr"))
        for path in [output, errors] {
            _ = FileManager.default.createFile(atPath: path, contents: nil)
        }
        process.standardOutput = FileHandle(forWritingAtPath: output)
        process.standardError = FileHandle(forWritingAtPath: errors)
        try process.run()
        try during(process)
        process.waitUntilExit()
        status = process.terminationReason == .exit ? process.terminationStatus : nil
        self.output = try String(contentsOfFile: output, encoding: .utf8)
        self.errors = try String(contentsOfFile: errors, encoding: .utf8)
    }

    /// The objects in the output, one a line.
    func objects() throws -> [JSONValue] {
        try output.split(separator: "\n").map { try JSONValue(parsing: String($0)) }
    }

    private static var executable: String {
        let tests = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
        var folder = tests.deletingLastPathComponent()
        for _ in 0..<5 {
            let candidate = folder.appendingPathComponent("martlet").path
            if FileManager.default.isExecutableFile(atPath: candidate) { return candidate }
            folder = folder.deletingLastPathComponent()
        }
        return "martlet"
    }
}

extension TemporaryFolder {
    /// Writes a file, and the folders it lies in.
    func write(_ text: String, to name: String) throws {
        try write(Array(text.utf8), to: name)
    }

    /// Writes a file, and the folders it lies in.
    func write(_ bytes: [UInt8], to name: String) throws {
        let url = URL(fileURLWithPath: file(name))
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: url)
    }

    /// The text of a file.
    func text(_ name: String) throws -> String {
        try String(contentsOfFile: file(name), encoding: .utf8)
    }

    /// The bytes of a file.
    func bytes(_ name: String) throws -> [UInt8] {
        try [UInt8](Data(contentsOf: URL(fileURLWithPath: file(name))))
    }

    /// Whether there is such a file.
    func has(_ name: String) -> Bool { FileManager.default.fileExists(atPath: file(name)) }
}
