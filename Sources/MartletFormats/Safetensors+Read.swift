// SPDX-License-Identifier: Apache-2.0
import MartletData
import MartletIR

extension Safetensors {
    /// Maps the file at `path` into memory.
    ///
    /// - Throws: ``DataError`` if it cannot be read, is of another format, is damaged, or holds a type of
    ///   elements that Martlet does not have.
    public init(contentsOf path: String) throws {
        let file = try MappedFile(path)
        self = try naming(path) { try Safetensors(file) }
    }

    private init(_ file: MappedFile) throws {
        let headerSize = try Self.headerSize(of: file)
        let header = try file.withUnsafeBytes { bytes in
            do {
                return try JSONValue(parsing: bytes[8..<8 + headerSize])
            } catch let error as DataError {
                throw DataError(
                    .malformed, "the header of the safetensors file is damaged", cause: error)
            }
        }
        guard var members = header.object else { throw Self.foreign }
        metadata = try Self.metadata(members[Self.metadataKey])
        members[Self.metadataKey] = nil
        let entries = try members.members.map { try Entry(name: $0.key, $0.value) }
        try Self.check(entries, dataSize: file.buffer.byteCount - 8 - headerSize)
        tensors = [:]
        for entry in entries {
            tensors[entry.name] = entry.tensor(in: file, dataStart: 8 + headerSize)
        }
    }

    private static func headerSize(of file: MappedFile) throws -> Int {
        try file.withUnsafeBytes { bytes in
            guard bytes.count >= 10 else {
                throw DataError(
                    .malformed, "the file has \(bytes.count) bytes: too short for safetensors")
            }
            let size = UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self))
            guard bytes[8] == UInt8(ascii: "{"), size <= UInt64(maximumHeaderSize) else {
                throw foreign
            }
            guard size <= UInt64(bytes.count - 8) else {
                throw DataError(
                    .malformed,
                    "the file is cut off: its header has \(size) bytes, but only \(bytes.count - 8) follow"
                )
            }
            return Int(size)
        }
    }

    private static var foreign: DataError {
        DataError(
            .malformed, "this is not a safetensors file",
            hint: "models are saved with model.save(to:), or with Python's safetensors library")
    }

    private static func metadata(_ value: JSONValue?) throws -> [String: String] {
        guard let value, !value.isNull else { return [:] }
        guard let object = value.object else {
            throw DataError(.malformed, "the metadata in the header is not an object")
        }
        var metadata: [String: String] = [:]
        for (key, value) in object.members {
            guard let text = value.string else {
                throw DataError(.malformed, "the metadata \"\(key)\" is not text")
            }
            metadata[key] = text
        }
        return metadata
    }

    /// Makes sure that the tensors follow one another without gap or overlap and fill the data.
    private static func check(_ entries: [Entry], dataSize: Int) throws {
        var end = 0
        for entry in entries.sorted(by: { ($0.start, $0.end) < ($1.start, $1.end) }) {
            guard entry.end <= dataSize else {
                throw DataError(
                    .malformed,
                    "the file is cut off: tensor \"\(entry.name)\" ends at byte \(entry.end) of the data, "
                        + "which has \(dataSize)")
            }
            guard entry.start == end else {
                throw DataError(
                    .malformed,
                    entry.start < end
                        ? "tensor \"\(entry.name)\" overlaps the one before it"
                        : "\(entry.start - end) unused bytes before tensor \"\(entry.name)\"")
            }
            end = entry.end
        }
        guard end == dataSize else {
            throw DataError(.malformed, "\(dataSize - end) unused bytes after the last tensor")
        }
    }
}

/// What the header says of one tensor.
private struct Entry {
    let name: String
    let type: TensorType
    let start: Int
    let end: Int

    init(name: String, _ value: JSONValue) throws {
        guard let typeName = value["dtype"]?.string, let sizes = value["shape"]?.array,
            let offsets = value["data_offsets"]?.array?.map(\.int), offsets.count == 2,
            let start = offsets[0], let end = offsets[1]
        else {
            throw DataError(
                .malformed,
                "tensor \"\(name)\" lacks a valid dtype, shape or data_offsets in the header")
        }
        guard let dtype = DType(safetensorsName: typeName) else {
            let known = DType.allCases.map(\.safetensorsName).joined(separator: ", ")
            throw DataError(
                .unsupported, "tensor \"\(name)\" has elements of type \(typeName)",
                hint: "the types that can be read are \(known)")
        }
        let integers = sizes.compactMap(\.int)
        guard integers.count == sizes.count, let shape = Shape.checked(integers, dtype) else {
            throw DataError(.malformed, "tensor \"\(name)\" has an impossible shape: \(sizes)")
        }
        self.name = name
        type = TensorType(shape, dtype)
        self.start = start
        self.end = end
        guard start >= 0, end >= start, end - start == type.byteCount else {
            throw DataError(
                .malformed,
                "tensor \"\(name)\" is \(type), \(type.byteCount) bytes, but its offsets are \(start) and \(end)"
            )
        }
    }

    /// The tensor in the mapped memory; a copy if its elements do not lie where the processor wants them.
    func tensor(in file: MappedFile, dataStart: Int) -> HostTensor {
        let pointer = file.buffer.pointer + dataStart + start
        guard Int(bitPattern: pointer) % type.dtype.byteCount == 0 else {
            return HostTensor(type) { bytes in
                bytes.copyMemory(
                    from: UnsafeRawBufferPointer(start: pointer, count: type.byteCount))
                withExtendedLifetime(file.buffer) {}
            }
        }
        let owner = file.buffer
        return HostTensor(
            type, Buffer(pointer, byteCount: type.byteCount) { _ in withExtendedLifetime(owner) {} }
        )
    }
}
