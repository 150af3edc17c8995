// SPDX-License-Identifier: Apache-2.0
import MartletIR

/// Copies of `Float`s to and from elements of a floating type, without allocating.
enum FloatCopy {
    /// Stores `values` at `target` as elements of `dtype`.
    static func store(
        _ values: UnsafeBufferPointer<Float>, to target: UnsafeMutableRawPointer, as dtype: DType
    ) {
        switch dtype {
        case .float32:
            guard let source = values.baseAddress else { return }
            target.copyMemory(from: source, byteCount: values.count * dtype.byteCount)
        case .float64: store(values, to: target) { Double($0) }
        case .float16: store(values, to: target) { (x: Float) in HalfPrecision.float16(from: x) }
        case .bfloat16: store(values, to: target) { (x: Float) in HalfPrecision.bfloat16(from: x) }
        case .bool, .int8, .uint8, .int32, .int64:
            internalFailure("a network computes in \(dtype)")
        }
    }

    /// Fills `values` with the elements of `dtype` at `source`.
    static func load(
        _ source: UnsafeRawPointer, as dtype: DType,
        into values: UnsafeMutableBufferPointer<Float>
    ) {
        switch dtype {
        case .float32:
            guard let target = UnsafeMutableRawPointer(values.baseAddress) else { return }
            target.copyMemory(from: source, byteCount: values.count * dtype.byteCount)
        case .float64: load(source, into: values) { (x: Double) in Float(x) }
        case .float16: load(source, into: values, HalfPrecision.float(fromFloat16:))
        case .bfloat16: load(source, into: values, HalfPrecision.float(fromBFloat16:))
        case .bool, .int8, .uint8, .int32, .int64:
            internalFailure("a network computes in \(dtype)")
        }
    }

    private static func store<Stored>(
        _ values: UnsafeBufferPointer<Float>, to target: UnsafeMutableRawPointer,
        _ convert: (Float) -> Stored
    ) {
        let elements = target.assumingMemoryBound(to: Stored.self)
        for index in values.indices { elements[index] = convert(values[index]) }
    }

    private static func load<Stored>(
        _ source: UnsafeRawPointer, into values: UnsafeMutableBufferPointer<Float>,
        _ convert: (Stored) -> Float
    ) {
        let elements = source.assumingMemoryBound(to: Stored.self)
        for index in values.indices { values[index] = convert(elements[index]) }
    }
}
