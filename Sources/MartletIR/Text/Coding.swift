// SPDX-License-Identifier: Apache-2.0

extension Shape: Codable {
    /// The sizes, as a list.
    public func encode(to encoder: any Encoder) throws { try sizes.encode(to: encoder) }

    /// A shape from a list of sizes.
    public init(from decoder: any Decoder) throws {
        let sizes = try [Int](from: decoder)
        guard sizes.allSatisfy({ $0 >= 0 }) else { throw GraphError.negativeSize(-1, in: sizes) }
        self.init(sizes)
    }
}

extension TensorType: Codable {
    /// The type as a text: `[2, 3] float32`.
    public func encode(to encoder: any Encoder) throws { try description.encode(to: encoder) }

    /// A type from its text.
    public init(from decoder: any Decoder) throws {
        var scanner = TextScanner(try String(from: decoder))
        self = try TensorType(from: &scanner)
    }

    /// The type that a text goes on with.
    init(from scanner: inout TextScanner) throws {
        let sizes = try AttributeValue(from: &scanner)
        let start = scanner
        guard let dtype = DType(rawValue: try scanner.name()) else {
            throw start.error("expected an element type")
        }
        self.init(try Shape(from: AttributeDecoder(sizes, bodies: [])), dtype)
    }
}

extension HostTensor: Codable {
    private enum Field: String, CodingKey { case type, bytes }

    /// The type and all bytes, in hexadecimal digits.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Field.self)
        try container.encode(type, forKey: .type)
        let digits = Array("0123456789abcdef".utf8)
        let text = withUnsafeBytes { bytes in
            String(
                decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] },
                as: UTF8.self)
        }
        try container.encode(text, forKey: .bytes)
    }

    /// Elements from their bytes.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Field.self)
        let type = try container.decode(TensorType.self, forKey: .type)
        let digits = Array(try container.decode(String.self, forKey: .bytes).utf8)
        let values = digits.compactMap { Character(UnicodeScalar($0)).hexDigitValue }
        guard values.count == digits.count, values.count == 2 * type.byteCount else {
            throw GraphError.syntax(
                "the bytes of a constant are not \(type.byteCount) pairs of digits")
        }
        self.init(type) { target in
            for index in 0..<type.byteCount {
                target[index] = UInt8(values[2 * index] * 16 + values[2 * index + 1])
            }
        }
    }
}

extension Graph: Codable {
    /// Bodies are written by ``description``.
    public func encode(to encoder: any Encoder) throws {
        throw GraphError.syntax("a graph is written by its description")
    }

    /// Bodies are read by the parser of the text.
    public init(from decoder: any Decoder) throws {
        throw GraphError.syntax("a body is missing")
    }
}

extension GraphError {
    /// A text that is no graph.
    package static func syntax(_ problem: String) -> GraphError {
        GraphError(code: .syntax, operation: "graph", problem: problem)
    }
}
