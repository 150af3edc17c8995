// SPDX-License-Identifier: Apache-2.0
import MartletIR

/// The header of a `.npy` file: `{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }`.
struct NumPyHeader {
    let dtype: DType
    let shape: Shape
    let isFortranOrder: Bool
    /// Whether the numbers are in the byte order that this processor does not have.
    let isForeignOrder: Bool

    /// The header that `bytes` say: a Python dictionary of just these three members.
    ///
    /// - Throws: ``DataError`` if it is something else, or names a type that cannot be read.
    init(parsing bytes: [UInt8]) throws {
        var reader = Reader(bytes: bytes)
        var (code, order, sizes): (String?, Bool?, [Int]?)
        try reader.expect("{")
        while !reader.takes("}") {
            let key = try reader.text()
            try reader.expect(":")
            switch key {
            case "descr": code = try reader.typeCode()
            case "fortran_order": order = try reader.boolean()
            case "shape": sizes = try reader.tuple()
            default: throw NumPyHeader.damaged
            }
            guard reader.takes(",") || reader.next == UInt8(ascii: "}") else {
                throw NumPyHeader.damaged
            }
        }
        guard let code, let order, let sizes, reader.isAtEnd else { throw NumPyHeader.damaged }
        (dtype, isForeignOrder) = try Self.type(of: code)
        guard let shape = Shape.checked(sizes, dtype) else {
            throw DataError(.malformed, "the header declares an impossible shape: \(sizes)")
        }
        self.shape = shape
        isFortranOrder = order
    }

    private static var damaged: DataError { DataError(.malformed, "the header is damaged") }

    private static func type(of code: String) throws -> (DType, Bool) {
        let dtype: DType
        switch code.dropFirst() {
        case "b1": dtype = .bool
        case "i1": dtype = .int8
        case "u1": dtype = .uint8
        case "i4": dtype = .int32
        case "i8": dtype = .int64
        case "f2": dtype = .float16
        case "f4": dtype = .float32
        case "f8": dtype = .float64
        default: throw unsupported(code)
        }
        #if _endian(little)
            let foreign: Character = ">"
        #else
            let foreign: Character = "<"
        #endif
        guard let order = code.first, "<>=|".contains(order) else { throw unsupported(code) }
        return (dtype, order == foreign)
    }

    private static func unsupported(_ code: String) -> DataError {
        DataError(
            .unsupported, "the elements are of NumPy's type \(code), which cannot be read",
            hint: "convert them before saving: array.astype('float32')")
    }

    /// Reads the few Python literals that a header holds.
    private struct Reader {
        let bytes: [UInt8]
        var position = 0

        var next: UInt8 { position < bytes.count ? bytes[position] : 0 }

        var isAtEnd: Bool {
            bytes[position...].allSatisfy { $0 == 0x20 || $0 == 0x0A }
        }

        mutating func takes(_ word: StaticString) -> Bool {
            while next == 0x20 { position += 1 }
            let wanted = UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount)
            guard bytes[position...].starts(with: wanted) else { return false }
            position += wanted.count
            while next == 0x20 { position += 1 }
            return true
        }

        mutating func expect(_ word: StaticString) throws {
            guard takes(word) else { throw NumPyHeader.damaged }
        }

        mutating func text() throws -> String {
            while next == 0x20 { position += 1 }
            let quote = next
            guard quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\""),
                let end = bytes[(position + 1)...].firstIndex(of: quote)
            else { throw NumPyHeader.damaged }
            defer { position = end + 1 }
            return String(decoding: bytes[(position + 1)..<end], as: UTF8.self)
        }

        mutating func typeCode() throws -> String {
            if takes("[") {
                throw DataError(
                    .unsupported, "this is a structured array: its rows have named fields",
                    hint: "save each field as an array of its own")
            }
            return try text()
        }

        mutating func boolean() throws -> Bool {
            if takes("True") { return true }
            try expect("False")
            return false
        }

        mutating func tuple() throws -> [Int] {
            try expect("(")
            var sizes: [Int] = []
            while !takes(")") {
                let start = position
                while (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(next) { position += 1 }
                guard let size = Int(String(decoding: bytes[start..<position], as: UTF8.self))
                else {
                    throw NumPyHeader.damaged
                }
                sizes.append(size)
                _ = takes("L")  // Python 2 wrote long integers so
                guard takes(",") || next == UInt8(ascii: ")") else { throw NumPyHeader.damaged }
            }
            return sizes
        }
    }
}
