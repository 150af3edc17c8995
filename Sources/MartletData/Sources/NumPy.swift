// SPDX-License-Identifier: Apache-2.0
public import MartletIR

/// NumPy's `.npy` files: one array each.
///
/// - SeeAlso: NumPy documentation, `numpy.lib.format`.
public enum NumPy {
    /// The array in the file at `path`, which may be compressed by `gzip`.
    ///
    /// Numbers of 1, 4 and 8 bytes, `float16` and `bool` are read, in either byte order; arrays in Fortran's
    /// order are turned into rows.
    /// - Throws: ``DataError`` if the file is missing, cut off, damaged, or holds something else than such numbers.
    public static func read(_ path: String) throws -> HostTensor {
        let stream = try ByteStream(path)
        return try naming(path) {
            let header = try header(of: stream)
            let type = TensorType(header.shape, header.dtype)
            guard type.byteCount <= stream.mostBytes else {
                throw DataError(
                    .malformed, "the header declares \(type): more than the file can hold")
            }
            let tensor = try HostTensor(type) { bytes in
                try stream.fill(bytes)
                if header.isForeignOrder { swapBytes(bytes, elementSize: type.dtype.byteCount) }
            }
            guard try stream.rest(limit: 1 << 16).isEmpty else {
                throw DataError(.malformed, "there is more data than the header declares (\(type))")
            }
            return header.isFortranOrder ? rowMajor(tensor) : tensor
        }
    }

    /// Replaces the file at `path` by `tensor`.
    ///
    /// - Throws: ``DataError`` if the system refuses, or NumPy has no such type (`bfloat16`).
    public static func write(_ tensor: HostTensor, to path: String) throws {
        guard let code = code(of: tensor.dtype) else {
            throw DataError(
                .unsupported, "NumPy has no type for \(tensor.dtype)",
                hint: "convert it to float32 first",
                path: path)
        }
        let sizes = tensor.shape.sizes.map { "\($0)," }.joined(separator: " ")
        let shape = tensor.shape.rank == 1 ? "(\(sizes))" : "(\(sizes.dropLast()))"
        var text = Array("{'descr': '\(code)', 'fortran_order': False, 'shape': \(shape), }".utf8)
        // The data begins at a multiple of 64, after a line end.
        text += [UInt8](repeating: UInt8(ascii: " "), count: 63 - (10 + text.count) % 64)
        text.append(UInt8(ascii: "\n"))
        let start = magic + [1, 0, UInt8(text.count & 0xFF), UInt8(text.count >> 8)] + text
        try AtomicFile.write(to: path) { file in
            try start.withUnsafeBytes { try file.write($0) }
            try tensor.withUnsafeBytes { try file.write($0) }
        }
    }

    static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

    private static func header(of stream: ByteStream) throws -> NumPyHeader {
        guard stream.mostBytes >= 10 else { throw foreign }
        let start = try stream.bytes(8)
        guard Array(start[..<6]) == magic else { throw foreign }
        guard (1...3).contains(start[6]) else {
            throw DataError(
                .unsupported, "this is version \(start[6]) of the .npy format; 1 to 3 are known")
        }
        let length = try stream.bytes(start[6] == 1 ? 2 : 4).reversed().bigEndian(4)
        guard length <= min(1 << 20, stream.mostBytes) else {
            throw DataError(.malformed, "the header declares a length of \(length) bytes")
        }
        return try NumPyHeader(parsing: stream.bytes(length))
    }

    private static var foreign: DataError {
        DataError(
            .malformed, "this is not a .npy file",
            hint: "save an array with numpy.save(path, array)")
    }

    private static func code(of dtype: DType) -> String? {
        switch dtype {
        case .bool: "|b1"
        case .int8: "|i1"
        case .uint8: "|u1"
        case .int32: "<i4"
        case .int64: "<i8"
        case .float16: "<f2"
        case .float32: "<f4"
        case .float64: "<f8"
        case .bfloat16: nil
        }
    }

    /// The same array in rows, if it lies in columns: axis 0 is the fastest in Fortran's order.
    private static func rowMajor(_ tensor: HostTensor) -> HostTensor {
        let sizes = tensor.shape.sizes
        let size = tensor.dtype.byteCount
        guard sizes.count > 1, tensor.count > 0 else { return tensor }
        var strides = [Int](repeating: 1, count: sizes.count)
        for axis in 1..<sizes.count { strides[axis] = strides[axis - 1] * sizes[axis - 1] }
        return HostTensor(tensor.type) { target in
            tensor.withUnsafeBytes { source in
                guard let source = source.baseAddress, var place = target.baseAddress else {
                    return
                }
                var indices = [Int](repeating: 0, count: sizes.count)
                var offset = 0
                for _ in 0..<tensor.count {
                    place.copyMemory(from: source + offset * size, byteCount: size)
                    place += size
                    var axis = sizes.count - 1
                    while axis >= 0 {
                        indices[axis] += 1
                        offset += strides[axis]
                        if indices[axis] < sizes[axis] { break }
                        offset -= strides[axis] * sizes[axis]
                        indices[axis] = 0
                        axis -= 1
                    }
                }
            }
        }
    }
}
