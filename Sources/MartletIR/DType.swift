// SPDX-License-Identifier: Apache-2.0

/// The type of a tensor's elements.
public enum DType: String, CaseIterable, Sendable, Codable {
    case bool, int8, uint8, int32, int64, float16, bfloat16, float32, float64

    /// Bytes that one element takes.
    public var byteCount: Int {
        switch self {
        case .bool, .int8, .uint8: 1
        case .float16, .bfloat16: 2
        case .int32, .float32: 4
        case .int64, .float64: 8
        }
    }

    /// Whether the type holds fractions; only such types have gradients.
    public var isFloating: Bool {
        switch self {
        case .float16, .bfloat16, .float32, .float64: true
        case .bool, .int8, .uint8, .int32, .int64: false
        }
    }

    /// Whether the type holds whole numbers (`bool` is not one).
    public var isInteger: Bool { !isFloating && self != .bool }

    /// Whether an element is a whole number of eight bits.
    package var isByte: Bool { self == .int8 || self == .uint8 }

    /// The type in which elements of 8 and 16 bits are added up; others stay in their own.
    package var wide: DType {
        switch self {
        case .float16, .bfloat16: .float32
        case .int8, .uint8: .int32
        case .bool, .int32, .int64, .float32, .float64: self
        }
    }

    /// The values that an integer type can hold; `nil` for floating types and `bool`.
    public var integerRange: ClosedRange<Int64>? {
        switch self {
        case .int8: Int64(Int8.min)...Int64(Int8.max)
        case .uint8: 0...Int64(UInt8.max)
        case .int32: Int64(Int32.min)...Int64(Int32.max)
        case .int64: Int64.min...Int64.max
        case .bool, .float16, .bfloat16, .float32, .float64: nil
        }
    }
}

extension DType: CustomStringConvertible {
    /// The name, such as `float32`.
    public var description: String { rawValue }
}
