// SPDX-License-Identifier: Apache-2.0
public import MartletIR

/// One input of a data set: an example per row, kept in its own type and converted when a batch is made.
///
/// Images stay one byte per pixel in memory; a batch holds `stored · scale + offset` as float32.
public struct Features: Sendable {
    /// The stored numbers, `[examples, …]`.
    public let values: HostTensor
    /// What each stored number is multiplied with.
    public let scale: Float
    /// What is added after that.
    public let offset: Float

    /// Features that read as `values · scale + offset`.
    public init(_ values: HostTensor, scale: Float = 1, offset: Float = 0) {
        self.values = values
        self.scale = scale
        self.offset = offset
    }

    /// How many examples there are.
    public var count: Int { values.rowCount }

    /// The shape of one example.
    public var exampleShape: Shape { values.rowShape }

    /// Whether a batch holds the stored numbers as they are.
    public var isUnscaled: Bool { scale == 1 && offset == 0 }

    /// The features as float32, scaled.
    public func floats() -> HostTensor {
        if isUnscaled && values.dtype == .float32 { return values }
        return HostTensor(TensorType(values.shape, .float32)) { bytes in
            guard let target = bytes.baseAddress else { return }
            let rows = (0..<Int64(count)).map { $0 }
            rows.withUnsafeBufferPointer {
                RowCopy(self, to: BatchSlot(target, .float32)).gather(rows: $0)
            }
            withExtendedLifetime(values) {}
        }
    }
}
