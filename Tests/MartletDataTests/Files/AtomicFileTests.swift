// SPDX-License-Identifier: Apache-2.0
import MartletData
import MartletIR
import MartletSystem
import MartletTesting
import Testing

@Suite struct AtomicFileTests {
    private func text(_ path: String) throws -> String {
        try MappedFile(path).withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
    }

    @Test func replacesTheOldContent() throws {
        let folder = TemporaryFolder()
        try AtomicFile.write("old", to: folder.file("a"))
        try AtomicFile.write("new", to: folder.file("a"))
        #expect(try text(folder.file("a")) == "new")
        #expect(folder.names == ["a"])
    }

    @Test func aFailureLeavesTheOldContent() throws {
        struct Interruption: Error {}
        let folder = TemporaryFolder()
        try AtomicFile.write("old", to: folder.file("a"))
        #expect(throws: Interruption.self) {
            try AtomicFile.write(to: folder.file("a")) { file in
                try Array("half".utf8).withUnsafeBytes { try file.write($0) }
                throw Interruption()
            }
        }
        #expect(try text(folder.file("a")) == "old")
        #expect(folder.names == ["a"])
    }

    @Test func modeAndLinksStay() throws {
        let folder = TemporaryFolder()
        try AtomicFile.write("old", to: folder.file("a"))
        chmod(folder.file("a"), 0o600)
        symlink("a", folder.file("link"))
        try AtomicFile.write("new", to: folder.file("link"))
        var info = stat()
        #expect(stat(folder.file("a"), &info) == 0 && info.st_mode & 0o777 == 0o600)
        #expect(lstat(folder.file("link"), &info) == 0 && info.st_mode & S_IFMT == S_IFLNK)
        #expect(try text(folder.file("a")) == "new")
    }

    @Test func saysWhyTheSystemRefuses() throws {
        let folder = TemporaryFolder()
        let missing = #expect(throws: DataError.self) {
            try AtomicFile.write("x", to: folder.file("no/such/folder"))
        }
        #expect(missing?.code == .unwritable)
        #expect(missing?.hint == "make the folder first: mkdir -p '\(folder.path)/no/such'")
        let directory = #expect(throws: DataError.self) {
            try AtomicFile.write("x", to: folder.path)
        }
        #expect(directory?.problem == "cannot write: it is a folder")
        try AtomicFile.write("x", to: folder.file("plain"))
        #expect(throws: DataError.self) { try AtomicFile.write("x", to: folder.file("plain/y")) }
        #expect(throws: DataError.self) { try AtomicFile.write("x", to: "") }
        let long = String(repeating: "n", count: 300)
        #expect(throws: DataError.self) { try AtomicFile.write("x", to: folder.file(long)) }
    }

    @Test(.enabled(if: FilePath.exists("/dev/full")))
    func aFullDiskIsReported() {
        let error = #expect(throws: DataError.self) { try AtomicFile.write("x", to: "/dev/full") }
        #expect(error?.description.contains("no space left") == true)
    }

    @Test(.enabled(if: geteuid() != 0))
    func aForbiddenFolderIsReported() {
        let folder = TemporaryFolder()
        chmod(folder.path, 0o500)
        let error = #expect(throws: DataError.self) {
            try AtomicFile.write("x", to: folder.file("a"))
        }
        #expect(error?.description.contains("permission denied") == true)
        chmod(folder.path, 0o700)
    }

    @Test func namesAreCut() {
        #expect(FilePath.folder(of: "a") == ".")
        #expect(FilePath.folder(of: "/a") == "/")
        #expect(FilePath.folder(of: "x/y/a.csv") == "x/y")
        #expect(FilePath.name(of: "x/y/a.csv") == "a.csv")
        #expect(FilePath.kind(of: "x.y/A.CSV.gz") == "csv")
        #expect(FilePath.kind(of: "x.y/a") == "")
    }
}
