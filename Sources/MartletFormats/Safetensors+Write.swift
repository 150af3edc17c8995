// SPDX-License-Identifier: Apache-2.0
import MartletData
import MartletIR

extension Safetensors {
    /// Replaces the file at `path`, in one step: a reader sees the old content or the new.
    ///
    /// The same tensors and texts always give the same bytes.
    /// - Throws: ``DataError`` saying why the system refused, or that the header would be too large.
    public func write(to path: String) throws {
        let ordered = orderedTensors()
        let header = try header(of: ordered)
        try AtomicFile.write(to: path) { file in
            try header.withUnsafeBytes { try file.write($0) }
            for (_, tensor) in ordered { try tensor.withUnsafeBytes { try file.write($0) } }
        }
    }

    /// The largest elements first, so that each tensor begins at a multiple of its element's size; then by name.
    private func orderedTensors() -> [(name: String, tensor: HostTensor)] {
        tensors.map { (name: $0.key, tensor: $0.value) }.sorted {
            let (left, right) = ($0.tensor.dtype.byteCount, $1.tensor.dtype.byteCount)
            return left == right ? $0.name < $1.name : left > right
        }
    }

    /// The header's size and text, padded with spaces so that the data begins at a multiple of 8.
    private func header(of ordered: [(name: String, tensor: HostTensor)]) throws -> [UInt8] {
        guard tensors[Self.metadataKey] == nil else {
            throw DataError(.invalidValue, "a tensor cannot be called \"\(Self.metadataKey)\"")
        }
        var members = JSONObject()
        if !metadata.isEmpty {
            var texts = JSONObject()
            for key in metadata.keys.sorted() { texts[key] = .string(metadata[key] ?? "") }
            members[Self.metadataKey] = .object(texts)
        }
        var start = 0
        for (name, tensor) in ordered {
            let end = start + tensor.type.byteCount
            members[name] = [
                "dtype": .string(tensor.dtype.safetensorsName),
                "shape": .array(tensor.shape.sizes.map { .int($0) }),
                "data_offsets": [.int(start), .int(end)],
            ]
            start = end
        }
        var text = Array(JSONValue.object(members).text.utf8)
        text += [UInt8](repeating: UInt8(ascii: " "), count: (8 - text.count % 8) % 8)
        guard text.count <= Self.maximumHeaderSize else {
            throw DataError(
                .tooLarge, "the header would take \(text.count) bytes: too many for safetensors")
        }
        return withUnsafeBytes(of: UInt64(text.count).littleEndian) { Array($0) } + text
    }
}
