// SPDX-License-Identifier: Apache-2.0
import CKernels
package import MartletIR

/// Memory that receives one part of a batch: row after row of elements of one type.
package struct BatchSlot {
    /// The first element of the first row.
    package let pointer: UnsafeMutableRawPointer
    /// The type that the elements shall have there.
    package let dtype: DType

    /// Memory at `pointer` for elements of type `dtype`.
    package init(_ pointer: UnsafeMutableRawPointer, _ dtype: DType) {
        self.pointer = pointer
        self.dtype = dtype
    }
}

/// Copies chosen rows of a tensor into a batch, converting on the way.
///
/// It holds bare pointers, so that a training step neither allocates nor counts references. The tensor must outlive it.
struct RowCopy {
    let source: UnsafeRawPointer
    let sourceType: DType
    let target: UnsafeMutableRawPointer
    let targetType: DType
    /// How many rows the tensor has.
    let count: Int
    /// Elements in a row.
    let width: Int
    let scale: Float
    let offset: Float
    /// The threads that copy large batches.
    var threads = 1

    /// Copies rows of `features` to `slot`, scaled.
    init(_ features: Features, to slot: BatchSlot) {
        self.init(features.values, scale: features.scale, offset: features.offset, to: slot)
    }

    /// Copies rows of `tensor` to `slot`; floating targets receive `element · scale + offset`.
    init(_ tensor: HostTensor, scale: Float = 1, offset: Float = 0, to slot: BatchSlot) {
        source = UnsafeRawPointer(tensor.buffer.pointer)
        sourceType = tensor.dtype
        target = slot.pointer
        targetType = slot.dtype
        count = tensor.rowCount
        width = tensor.rowShape.count
        self.scale = scale
        self.offset = offset
    }

    /// Puts `rows[i]` of the tensor into row i of the slot; all rows must exist.
    func gather(rows: UnsafeBufferPointer<Int64>) {
        let isScaled = scale != 1 || offset != 0
        if sourceType == targetType && !(isScaled && targetType.isFloating) {
            return copyBytes(of: rows)
        }
        if sourceType == .uint8 && targetType == .float32 { return scaleBytes(of: rows) }
        switch sourceType {
        case .float32: convert(rows, from: Float.self)
        case .float64: convert(rows, from: Double.self)
        case .int8: convert(rows, from: Int8.self)
        case .uint8, .bool: convert(rows, from: UInt8.self)
        case .int32: convert(rows, from: Int32.self)
        case .int64: convert(rows, from: Int64.self)
        case .float16: convertHalf(rows, HalfPrecision.float(fromFloat16:))
        case .bfloat16: convertHalf(rows, HalfPrecision.float(fromBFloat16:))
        }
    }

    private func copyBytes(of rows: UnsafeBufferPointer<Int64>) {
        var kernel = CKGather(
            outer: 1, size: Int64(count), count: Int64(rows.count),
            inner_bytes: Int64(width * sourceType.byteCount), source: source,
            indices: rows.baseAddress, index_type: .int64, destination: target)
        run(&kernel, rows) { ck_gather_run($0, $1, $2, $3) }
    }

    private func scaleBytes(of rows: UnsafeBufferPointer<Int64>) {
        var kernel = CKGatherBytes(
            size: Int64(count), count: Int64(rows.count), inner: Int64(width),
            source: source.assumingMemoryBound(to: UInt8.self), indices: rows.baseAddress,
            scale: scale,
            shift: offset, destination: target.assumingMemoryBound(to: Float.self))
        run(&kernel, rows) { ck_gather_bytes_run($0, $1, $2, $3) }
    }

    /// Runs a kernel whose units are rows.
    private func run<Kernel>(
        _ kernel: inout Kernel, _ rows: UnsafeBufferPointer<Int64>,
        _ function: @convention(c) (UnsafeMutableRawPointer?, Int64, Int64, Int32) -> Int32
    ) {
        guard width > 0 else { return }
        guard rows.allSatisfy({ $0 >= 0 && $0 < count }) else {
            internalFailure("a batch asks for a row that the data does not have")
        }
        // Rows of a large data set come from main memory, at some eight bytes a nanosecond.
        let nanoseconds = Double(rows.count * width * targetType.byteCount) / 8
        let tiles = ck_tiles(
            Int64(rows.count), nanoseconds, Double(CK_TILE_NANOSECONDS), Int32(CK_MOST_TILES))
        let threads = Int32(clamping: threads)
        withUnsafeMutablePointer(to: &kernel) { kernel in
            var step = CKStep(
                run: function, context: UnsafeMutableRawPointer(kernel),
                units: Int64(rows.count), tiles: tiles, jump: nil)
            _ = ck_pool_run(&step, threads)
        }
    }
}

extension RowCopy {
    private func convert<From: BinaryInteger>(
        _ rows: UnsafeBufferPointer<Int64>, from: From.Type
    ) {
        switch targetType {
        case .float32:
            let (scale, offset) = (scale, offset)
            each(rows, from, Float.self) { Float($0) * scale + offset }
        case .float64:
            let (scale, offset) = (Double(scale), Double(offset))
            each(rows, from, Double.self) { Double($0) * scale + offset }
        case .float16:
            each(rows, from, UInt16.self) { HalfPrecision.float16(from: scaled(Float($0))) }
        case .bfloat16:
            each(rows, from, UInt16.self) { HalfPrecision.bfloat16(from: scaled(Float($0))) }
        case .bool: each(rows, from, UInt8.self) { $0 == 0 ? 0 : 1 }
        case .int8: each(rows, from, Int8.self) { Int8(truncatingIfNeeded: $0) }
        case .uint8: each(rows, from, UInt8.self) { UInt8(truncatingIfNeeded: $0) }
        case .int32: each(rows, from, Int32.self) { Int32(truncatingIfNeeded: $0) }
        case .int64: each(rows, from, Int64.self) { Int64(truncatingIfNeeded: $0) }
        }
    }

    private func convert<From: BinaryFloatingPoint>(
        _ rows: UnsafeBufferPointer<Int64>, from: From.Type
    ) {
        switch targetType {
        case .float32:
            let (scale, offset) = (scale, offset)
            each(rows, from, Float.self) { Float($0) * scale + offset }
        case .float64:
            let (scale, offset) = (Double(scale), Double(offset))
            each(rows, from, Double.self) { Double($0) * scale + offset }
        case .float16:
            each(rows, from, UInt16.self) { HalfPrecision.float16(from: scaled(Float($0))) }
        case .bfloat16:
            each(rows, from, UInt16.self) { HalfPrecision.bfloat16(from: scaled(Float($0))) }
        case .bool: each(rows, from, UInt8.self) { $0 == 0 ? 0 : 1 }
        case .int8: each(rows, from, Int8.self) { Int8(clamping: Self.whole($0)) }
        case .uint8: each(rows, from, UInt8.self) { UInt8(clamping: Self.whole($0)) }
        case .int32: each(rows, from, Int32.self) { Int32(clamping: Self.whole($0)) }
        case .int64: each(rows, from, Int64.self) { Self.whole($0) }
        }
    }

    private func convertHalf(
        _ rows: UnsafeBufferPointer<Int64>, _ value: (UInt16) -> Float
    ) {
        switch targetType {
        case .float32: each(rows, UInt16.self, Float.self) { scaled(value($0)) }
        case .float64: each(rows, UInt16.self, Double.self) { Double(scaled(value($0))) }
        case .float16:
            each(rows, UInt16.self, UInt16.self) { HalfPrecision.float16(from: scaled(value($0))) }
        case .bfloat16:
            each(rows, UInt16.self, UInt16.self) { HalfPrecision.bfloat16(from: scaled(value($0))) }
        case .bool: each(rows, UInt16.self, UInt8.self) { value($0) == 0 ? 0 : 1 }
        case .int8: each(rows, UInt16.self, Int8.self) { Int8(clamping: Self.whole(value($0))) }
        case .uint8: each(rows, UInt16.self, UInt8.self) { UInt8(clamping: Self.whole(value($0))) }
        case .int32: each(rows, UInt16.self, Int32.self) { Int32(clamping: Self.whole(value($0))) }
        case .int64: each(rows, UInt16.self, Int64.self) { Self.whole(value($0)) }
        }
    }

    private func each<From, To>(
        _ rows: UnsafeBufferPointer<Int64>, _ from: From.Type, _ to: To.Type,
        _ convert: (From) -> To
    ) {
        let elements = source.assumingMemoryBound(to: From.self)
        var place = target.assumingMemoryBound(to: To.self)
        for row in rows {
            let first = elements + Int(row) * width
            for column in 0..<width { place[column] = convert(first[column]) }
            place += width
        }
    }

    private func scaled(_ value: Float) -> Float { value * scale + offset }

    /// The nearest whole number towards zero; what does not fit saturates, NaN becomes 0.
    private static func whole<Value: BinaryFloatingPoint>(_ value: Value) -> Int64 {
        if value.isNaN { return 0 }
        if value >= 0x1p63 { return .max }
        if value <= -0x1p63 { return .min }
        return Int64(value)
    }
}
