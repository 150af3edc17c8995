// SPDX-License-Identifier: Apache-2.0
import MartletData
import MartletFormats
import MartletIR
import MartletTesting
import Testing

@Suite struct SafetensorsTests {
    @Test func comesBackAsItWasWritten() throws {
        let folder = TemporaryFolder()
        var tensors: [String: HostTensor] = ["empty": HostTensor([], shape: [0, 3])]
        for (index, dtype) in DType.allCases.enumerated() {
            tensors["of \(dtype)"] = HostTensor([0, 1, 1, 0, 1], shape: [5], dtype: dtype)
            tensors["scalar/\(index)"] = HostTensor([1], shape: [], dtype: dtype)
        }
        let written = Safetensors(tensors, metadata: ["b": "é \"quoted\"", "a": ""])
        try written.write(to: folder.file("a.safetensors"))
        let read = try Safetensors(contentsOf: folder.file("a.safetensors"))
        #expect(read.metadata == written.metadata)
        #expect(Set(read.tensors.keys) == Set(tensors.keys))
        for (name, tensor) in tensors {
            #expect(try read.tensor(name).type == tensor.type)
            #expect(try read.tensor(name).doubles == tensor.doubles)
        }
        #expect(folder.names == ["a.safetensors"])
    }

    @Test func theSameContentGivesTheSameBytes() throws {
        let folder = TemporaryFolder()
        let tensors = Dictionary(
            uniqueKeysWithValues: (0..<20).map { ("t\($0)", HostTensor([1], shape: [1])) })
        let metadata = Dictionary(uniqueKeysWithValues: (0..<20).map { ("m\($0)", "x") })
        try Safetensors(tensors, metadata: metadata).write(to: folder.file("a"))
        let reversed = Dictionary(uniqueKeysWithValues: tensors.sorted { $0.key > $1.key })
        try Safetensors(reversed, metadata: metadata).write(to: folder.file("b"))
        let contents = try ["a", "b"].map {
            try MappedFile(folder.file($0)).withUnsafeBytes(Array.init)
        }
        #expect(contents[0] == contents[1])
    }

    /// A model that is saved over the file it was read from keeps reading the old content.
    @Test func aMappedFileMayBeReplaced() throws {
        let folder = TemporaryFolder()
        let path = folder.file("model")
        try Safetensors(["x": HostTensor([1, 2], shape: [2])]).write(to: path)
        let old = try Safetensors(contentsOf: path)
        try Safetensors(["x": HostTensor([3, 4], shape: [2])]).write(to: path)
        #expect(try old.tensor("x").doubles == [1, 2])
        #expect(try Safetensors(contentsOf: path).tensor("x").doubles == [3, 4])
    }

    @Test func tensorsAreAlignedAndOthersCopied() throws {
        let folder = TemporaryFolder()
        let header =
            #"{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"b":{"dtype":"F32","shape":[2],"data_offsets":[1,9]}}"#
        let floats = [1.5, -2].map(Float.init).flatMap { withUnsafeBytes(of: $0, Array.init) }
        try AtomicFile.write(Self.file(header, data: [7] + floats), to: folder.file("a"))
        let read = try Safetensors(contentsOf: folder.file("a"))
        #expect(try read.tensor("a").doubles == [7])
        #expect(try read.tensor("b").doubles == [1.5, -2])
        #expect(throws: DataError.self) { try read.tensor("c") }
    }

    /// What the Python library wrote: `save({'a': …, 'b': …, 'c': …}, metadata={'k': 'v'})`.
    @Test func readsWhatPythonWrote() throws {
        let folder = TemporaryFolder()
        let header =
            #"{"__metadata__":{"k":"v"},"c":{"dtype":"I64","shape":[],"data_offsets":[0,8]},"a":{"dtype":"F32""#
            + #","shape":[2],"data_offsets":[8,16]},"b":{"dtype":"BOOL","shape":[3],"data_offsets":[16,19]}}    "#
        let data: [UInt8] = [
            7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 192, 63, 0, 0, 0, 192, 1, 0, 1,
        ]
        try AtomicFile.write(Self.file(header, data: data), to: folder.file("a"))
        let read = try Safetensors(contentsOf: folder.file("a"))
        #expect(read.metadata == ["k": "v"])
        #expect(try read.tensor("a").doubles == [1.5, -2])
        #expect(try read.tensor("b").type == TensorType([3], .bool))
        #expect(try read.tensor("b").doubles == [1, 0, 1])
        #expect(try read.tensor("c").integers == [7])
    }

    static let damagedHeaders: [(String, DataError.Code)] = [
        ("{", .malformed), ("{}x", .malformed), ("[]", .malformed), ("{\"a\":1}", .malformed),
        (#"{"a":{}}"#, .malformed),
        (#"{"a":{"dtype":"F32","shape":[2]}}"#, .malformed),
        (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0]}}"#, .malformed),
        (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8.5]}}"#, .malformed),
        (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}"#, .malformed),
        (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}"#, .malformed),
        (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[-8,0]}}"#, .malformed),
        (#"{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}"#, .malformed),
        (#"{"a":{"dtype":"F32","shape":["2"],"data_offsets":[0,8]}}"#, .malformed),
        (#"{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,12]}}"#, .malformed),
        (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, .malformed),
        (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#, .malformed),
        (
            #"{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]}}"#,
            .malformed
        ),
        (
            #"{"a":{"dtype":"F32","shape":[0,4611686018427387904,4],"data_offsets":[0,0]}}"#,
            .malformed
        ),
        (
            #"{"a":{"dtype":"F32","shape":[9223372036854775807],"data_offsets":[0,9223372036854775807]}}"#,
            .malformed
        ),
        (
            #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#,
            .malformed
        ),
        (
            #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#,
            .malformed
        ),
        (#"{"a":{"dtype":"F8_E4M3","shape":[8],"data_offsets":[0,8]}}"#, .unsupported),
        (#"{"a":{"dtype":"C64","shape":[1],"data_offsets":[0,8]}}"#, .unsupported),
        (
            #"{"__metadata__":{"a":1},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#,
            .malformed
        ),
        (#"{"__metadata__":[],"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#, .malformed),
    ]

    @Test(arguments: damagedHeaders)
    func damagedHeadersAreRefused(header: String, code: DataError.Code) throws {
        let folder = TemporaryFolder()
        let path = folder.file("a")
        try AtomicFile.write(Self.file(header, data: .init(repeating: 0, count: 8)), to: path)
        let error = #expect(throws: DataError.self) { try Safetensors(contentsOf: path) }
        #expect(error?.code == code)
        #expect(error?.description.hasPrefix(path) == true)
    }

    static let foreignFiles: [[UInt8]] = [
        [], [1], Array("{}".utf8), Array("this is some text".utf8),
        Array("PK\u{3}\u{4}aaaaaaaaaaaaaa".utf8),
        [UInt8](repeating: 0xFF, count: 64), [UInt8](repeating: 0, count: 64),
        [16, 0, 0, 0, 0, 0, 0, 0] + Array("{}".utf8),
        [0, 0, 0, 0, 0, 0, 0, 0x80] + Array("{}  ".utf8),
    ]

    @Test(arguments: foreignFiles)
    func foreignFilesAreRefused(bytes: [UInt8]) throws {
        let folder = TemporaryFolder()
        try AtomicFile.write(bytes, to: folder.file("a"))
        let error = #expect(throws: DataError.self) {
            try Safetensors(contentsOf: folder.file("a"))
        }
        #expect(error?.code == .malformed)
    }

    @Test func everyTruncationIsNoticed() throws {
        let folder = TemporaryFolder()
        try Safetensors(["x": HostTensor([1, 2], shape: [2])]).write(to: folder.file("a"))
        let bytes = try MappedFile(folder.file("a")).withUnsafeBytes(Array.init)
        for length in bytes.indices {
            try AtomicFile.write(Array(bytes[..<length]), to: folder.file("b"))
            #expect(throws: DataError.self) { try Safetensors(contentsOf: folder.file("b")) }
        }
        try AtomicFile.write(bytes + [0], to: folder.file("b"))
        #expect(throws: DataError.self) { try Safetensors(contentsOf: folder.file("b")) }
    }

    @Test func missingFilesAndFoldersAreRefused() {
        let folder = TemporaryFolder()
        let error = #expect(throws: DataError.self) {
            try Safetensors(contentsOf: folder.file("a"))
        }
        #expect(error?.code == .notFound)
        #expect(throws: DataError.self) { try Safetensors(contentsOf: folder.path) }
        #expect(throws: DataError.self) { try Safetensors(contentsOf: "/dev/null") }
    }

    @Test func theMetadatasNameIsTaken() {
        let folder = TemporaryFolder()
        #expect(throws: DataError.self) {
            try Safetensors(["__metadata__": HostTensor([1], shape: [])]).write(
                to: folder.file("a"))
        }
        #expect(folder.names.isEmpty)
    }

    private static func file(_ header: String, data: [UInt8]) -> [UInt8] {
        withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian, Array.init)
            + Array(header.utf8) + data
    }
}
