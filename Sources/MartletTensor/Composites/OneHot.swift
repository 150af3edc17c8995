// SPDX-License-Identifier: Apache-2.0
public import MartletIR

extension Tensor {
    /// For each whole number a row with 1 at that index and 0 elsewhere; a row of zeros if the index is outside.
    ///
    /// The result has one more axis, the last, of size `classes`.
    public func oneHot(classes: Int, dtype: DType = .float32) -> Tensor {
        let indices = Tensor.range(classes, dtype: self.dtype)
        return (expandingDimension(at: -1) .== indices).cast(to: dtype)
    }
}
