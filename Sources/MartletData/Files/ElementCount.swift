// SPDX-License-Identifier: Apache-2.0
package import MartletIR

extension Shape {
    /// A shape whose sizes come from a file: `nil` if one is negative or their bytes exceed every memory.
    package static func checked(_ sizes: [Int], _ dtype: DType) -> Shape? {
        guard sizes.allSatisfy({ $0 >= 0 }) else { return nil }
        // A size of 0 must not hide an overflow: strides are products of the other sizes.
        var bytes = dtype.byteCount
        for size in sizes where size > 0 {
            let (product, overflows) = bytes.multipliedReportingOverflow(by: size)
            if overflows || product > 1 << 48 { return nil }
            bytes = product
        }
        return Shape(sizes)
    }
}
