// SPDX-License-Identifier: Apache-2.0

extension HostTensor {
    /// Elements given as numbers, rounded to `dtype`; `elements` has as many as `shape`.
    public init(_ elements: [Double], shape: Shape, dtype: DType = .float32) {
        guard elements.count == shape.count else {
            GraphError.wrongCount(elements.count, of: "elements", for: shape).report()
            self = .zeros(TensorType(shape, dtype))
            return
        }
        self.init(TensorType(shape, dtype)) { bytes in
            switch dtype {
            case .float32: Self.fill(bytes, elements) { Float($0) }
            case .float64: Self.fill(bytes, elements) { $0 }
            case .float16: Self.fill(bytes, elements) { HalfPrecision.float16(from: $0) }
            case .bfloat16: Self.fill(bytes, elements) { HalfPrecision.bfloat16(from: $0) }
            case .bool: Self.fill(bytes, elements) { $0 != 0 ? UInt8(1) : 0 }
            case .int8: Self.fill(bytes, elements) { Int8(truncatingIfNeeded: Self.whole($0)) }
            case .uint8: Self.fill(bytes, elements) { UInt8(truncatingIfNeeded: Self.whole($0)) }
            case .int32: Self.fill(bytes, elements) { Int32(truncatingIfNeeded: Self.whole($0)) }
            case .int64: Self.fill(bytes, elements) { Self.whole($0) }
            }
        }
    }

    /// Elements given as whole numbers, wrapped to an integer `dtype`, rounded to a floating one.
    public init(integers: [Int64], shape: Shape, dtype: DType = .int64) {
        guard integers.count == shape.count else {
            GraphError.wrongCount(integers.count, of: "elements", for: shape).report()
            self = .zeros(TensorType(shape, dtype))
            return
        }
        guard dtype.isInteger || dtype == .float32 else {
            self.init(integers.map(Double.init), shape: shape, dtype: dtype)
            return
        }
        self.init(TensorType(shape, dtype)) { bytes in
            switch dtype {
            case .float32: Self.fill(bytes, integers) { Float($0) }
            case .int8: Self.fill(bytes, integers) { Int8(truncatingIfNeeded: $0) }
            case .uint8: Self.fill(bytes, integers) { UInt8(truncatingIfNeeded: $0) }
            case .int32: Self.fill(bytes, integers) { Int32(truncatingIfNeeded: $0) }
            default: Self.fill(bytes, integers) { $0 }
            }
        }
    }

    /// The elements as numbers, in row-major order (int64 beyond 2⁵³ is rounded).
    public var doubles: [Double] {
        withUnsafeBytes { bytes in
            switch dtype {
            case .float32: Self.read(bytes, count) { (value: Float) in Double(value) }
            case .float64: Self.read(bytes, count) { (value: Double) in value }
            case .float16:
                Self.read(bytes, count) { Double(HalfPrecision.float(fromFloat16: $0)) }
            case .bfloat16:
                Self.read(bytes, count) { Double(HalfPrecision.float(fromBFloat16: $0)) }
            case .bool: Self.read(bytes, count) { (value: UInt8) in value == 0 ? 0 : 1 }
            case .int8: Self.read(bytes, count) { (value: Int8) in Double(value) }
            case .uint8: Self.read(bytes, count) { (value: UInt8) in Double(value) }
            case .int32: Self.read(bytes, count) { (value: Int32) in Double(value) }
            case .int64: Self.read(bytes, count) { (value: Int64) in Double(value) }
            }
        }
    }

    /// The elements as whole numbers, in row-major order; fractions are cut off.
    public var integers: [Int64] {
        withUnsafeBytes { bytes in
            switch dtype {
            case .bool: Self.read(bytes, count) { (value: UInt8) in value == 0 ? 0 : 1 }
            case .int8: Self.read(bytes, count) { (value: Int8) in Int64(value) }
            case .uint8: Self.read(bytes, count) { (value: UInt8) in Int64(value) }
            case .int32: Self.read(bytes, count) { (value: Int32) in Int64(value) }
            case .int64: Self.read(bytes, count) { (value: Int64) in value }
            case .float16, .bfloat16, .float32, .float64: doubles.map(Self.whole)
            }
        }
    }

    /// The nearest whole number towards zero; what does not fit saturates, NaN becomes 0.
    private static func whole(_ value: Double) -> Int64 {
        if value.isNaN { return 0 }
        if value >= 0x1p63 { return .max }
        if value <= -0x1p63 { return .min }
        return Int64(value)
    }

    private static func fill<Source, Stored>(
        _ bytes: UnsafeMutableRawBufferPointer, _ elements: [Source],
        _ convert: (Source) -> Stored
    ) {
        let target = bytes.bindMemory(to: Stored.self)
        for (index, element) in elements.enumerated() { target[index] = convert(element) }
    }

    private static func read<Stored, Result>(
        _ bytes: UnsafeRawBufferPointer, _ count: Int, _ convert: (Stored) -> Result
    ) -> [Result] {
        let stored = bytes.bindMemory(to: Stored.self)
        return (0..<count).map { convert(stored[$0]) }
    }
}
