// SPDX-License-Identifier: Apache-2.0
public import MartletIR

extension Tensor {
    /// For each whole number a row with 1 at that index and 0 elsewhere; a row of zeros if the index is outside.
    ///
    /// The result has one more axis, the last, of size `classes`.
    public func oneHot(classes: Int, dtype: DType = .float32) -> Tensor {
        // Small types do not hold every class: 256 would wrap to class 0.
        let labels: Tensor =
            switch self.dtype {
            case .bool, .int8, .uint8: cast(to: .int32)
            case .float16, .bfloat16: cast(to: .float32)
            case .int32, .int64, .float32, .float64: self
            }
        let indices = Tensor.range(classes, dtype: labels.dtype)
        return (labels.expandingDimension(at: -1) .== indices).cast(to: dtype)
    }
}
