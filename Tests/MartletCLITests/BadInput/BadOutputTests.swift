// SPDX-License-Identifier: Apache-2.0
import Foundation
import MartletTesting
import Testing

/// Places that cannot be written to: through the real command.
@Suite struct BadOutputTests {
    private static func output(_ description: String, _ path: String, says: [String]) -> BadInput {
        BadInput(
            description, files: [("a.yaml", Array(SmallSpecification().text.utf8))],
            ["train", "a.yaml", "--output", path], says: says)
    }

    static let inputs: [BadInput] = [
        output(
            "the name of a file", "kept/history.csv", says: ["kept/history.csv", "ot a directory"]),
        output("below a file", "kept/history.csv/run", says: ["ot a directory"]),
        output("below a device", "/dev/null/run", says: ["/dev/null/run"]),
        output("where the system makes none", "/proc/run", says: ["/proc/run", "--output"]),
        output("no name", "", says: ["--output"]),
        output("a name that is too long", String(repeating: "x", count: 300), says: ["too long"]),
        BadInput(
            "a limit on the size of files",
            files: [("a.yaml", Array(SmallSpecification().text.utf8))],
            ["train", "a.yaml", "--output", "kept"], limits: "ulimit -f 1;",
            says: ["kept/model.safetensors", "larger than the system allows"]),
        BadInput(
            "standard output that is full",
            files: [("a.yaml", Array(SmallSpecification().text.utf8))],
            ["train", "a.yaml", "--output", "other"], limits: "exec >/dev/full;",
            says: ["standard output", "No space left"]),
        BadInput(
            "standard output that is full, for the list", ["specs"], limits: "exec >/dev/full;",
            says: ["standard output", "No space left"]),
    ]

    @Test(arguments: inputs) func saysWhy(input: BadInput) throws { try input.check() }

    @Test(.enabled(if: SmallDisk.canBeMade, "needs the right to mount a small disk"))
    func aFullDiskKeepsTheOldModel() throws {
        let folder = TemporaryFolder()
        let disk = try SmallDisk(at: folder.file("disk"), kilobytes: 64)
        defer { disk.remove() }
        try folder.write("here before", to: "disk/run/model.safetensors")
        try folder.write([UInt8](repeating: 0, count: 48 << 10), to: "disk/filler")
        var specification = SmallSpecification()
        specification.layers[0] = "Dense: {units: 900}"
        try folder.write(specification.text, to: "a.yaml")
        let run = try MartletProcess(["train", "a.yaml", "--output", "disk/run"], in: folder)
        #expect(run.status == 1)
        #expect(run.errors.contains("disk/run/model.safetensors"), "\(run.errors)")
        #expect(run.errors.lowercased().contains("no space left"), "\(run.errors)")
        #expect(try folder.text("disk/run/model.safetensors") == "here before")
    }
}

/// A disk in memory that is soon full.
private struct SmallDisk {
    let path: String

    init(at path: String, kilobytes: Int) throws {
        self.path = path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        guard Self.shell("mount -t tmpfs -o size=\(kilobytes)k tmpfs '\(path)'") else {
            throw CocoaError(.fileWriteNoPermission)
        }
    }

    func remove() { _ = Self.shell("umount '\(path)'") }

    static let canBeMade: Bool = {
        let folder = TemporaryFolder()
        guard let disk = try? SmallDisk(at: folder.file("disk"), kilobytes: 64) else {
            return false
        }
        disk.remove()
        return true
    }()

    private static func shell(_ command: String) -> Bool {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", command + " 2>/dev/null"]
        do { try process.run() } catch { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }
}
