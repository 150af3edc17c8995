// SPDX-License-Identifier: Apache-2.0
public import MartletIR

/// The format in which MNIST and its relatives are published: a type, sizes, and numbers in big-endian order.
///
/// - SeeAlso: <http://yann.lecun.com/exdb/mnist/>, "the IDX file format".
public enum IDX {
    /// The tensor in the file at `path`, which may be compressed by `gzip`.
    ///
    /// - Throws: ``DataError`` if the file is missing, cut off, damaged or of another format.
    public static func read(_ path: String) throws -> HostTensor {
        let stream = try ByteStream(path)
        return try naming(path) {
            let type = try header(of: stream)
            let tensor = try HostTensor(type) { bytes in
                try stream.fill(bytes)
                #if _endian(little)
                    swapBytes(bytes, elementSize: type.dtype.byteCount)
                #endif
            }
            guard try stream.rest(limit: 1 << 16).isEmpty else {
                throw DataError(.malformed, "there is more data than the header declares (\(type))")
            }
            return tensor
        }
    }

    /// Images and their labels, each in a file of its own; `[examples, height, width, 1]`, read as 0…1.
    ///
    /// - Throws: ``DataError`` if a file cannot be read, or they do not belong together.
    public static func dataset(
        images: String, labels: String, classNames: [String]? = nil, name: String = "images"
    ) throws -> Dataset {
        let (pixels, classes) = (try read(images), try read(labels))
        guard pixels.dtype == .uint8, pixels.shape.rank == 3 else {
            throw DataError(
                .unsupported,
                "this holds \(pixels.type), not images [examples, height, width] of uint8",
                path: images)
        }
        guard classes.dtype == .uint8, classes.shape.rank == 1 else {
            throw DataError(
                .unsupported, "this holds \(classes.type), not labels [examples] of uint8",
                path: labels)
        }
        let data = try Dataset(
            inputs: [
                Features(pixels.reshaped(to: Shape(pixels.shape.sizes + [1])), scale: 1 / 255)
            ],
            targets: [classes], classNames: classNames, name: name)
        if let classNames { try naming(labels) { try data.checkLabels(classes: classNames.count) } }
        return data
    }

    private static func header(of stream: ByteStream) throws -> TensorType {
        let magic = try stream.bytes(4)
        guard magic[0] == 0, magic[1] == 0, (1...8).contains(magic[3]) else {
            throw DataError(
                .malformed, "this is not an IDX file",
                hint: "IDX files begin with two zero bytes, the type and the number of axes")
        }
        let dtype: DType
        switch magic[2] {
        case 0x08: dtype = .uint8
        case 0x09: dtype = .int8
        case 0x0C: dtype = .int32
        case 0x0D: dtype = .float32
        case 0x0E: dtype = .float64
        default:
            throw DataError(
                .unsupported, "the elements are of IDX type \(magic[2])",
                hint: "8, 9, 12, 13 and 14 can be read")
        }
        let sizes = try (0..<magic[3]).map { _ in try stream.bytes(4).bigEndian(4) }
        guard let shape = Shape.checked(sizes, dtype),
            TensorType(shape, dtype).byteCount <= stream.mostBytes
        else {
            throw DataError(
                .malformed, "the header declares \(sizes) elements: more than the file can hold")
        }
        return TensorType(shape, dtype)
    }
}
