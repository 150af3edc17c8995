// SPDX-License-Identifier: Apache-2.0
public import MartletIR

extension Tensor {
    /// The same elements as another type; if `saturating`, those that an integer type cannot hold become its nearest
    /// value instead of wrapping around.
    ///
    /// Fractions are cut off, as in ``cast(to:)``; NaN becomes 0, infinities the ends of the range. To floating types and
    /// `bool` it is the same as ``cast(to:)``.
    public func cast(to dtype: DType, saturating: Bool) -> Tensor {
        guard saturating, let range = dtype.integerRange, self.dtype != .bool else {
            return cast(to: dtype)
        }
        if let own = self.dtype.integerRange {
            let shared = own.clamped(to: range)
            return own == shared ? cast(to: dtype) : bounded(by: shared).cast(to: dtype)
        }
        // A cast to int64 saturates by itself.
        if dtype == .int64 { return cast(to: dtype) }
        // float64 holds the ends of int32, narrower types do not.
        let wide = dtype == .int32 ? cast(to: .float64) : self
        return wide.bounded(by: range).cast(to: dtype)
    }

    /// The elements, those outside a range that the element type holds moved to its nearer end; NaN stays.
    private func bounded(by range: ClosedRange<Int64>) -> Tensor {
        Tensor.minimum(
            Tensor.maximum(self, Double(range.lowerBound)), Double(range.upperBound))
    }
}
