// SPDX-License-Identifier: Apache-2.0
package import MartletIR

/// A number written in the program.
///
/// Part of the program, unlike a ``Constant``, which is data.
package struct Literal: Primitive {
    package static let name = "literal"
    package let value: Double
    package let dtype: DType

    package init(value: Double, dtype: DType) {
        self.value = value
        self.dtype = dtype
    }

    package func resultType(of operands: Operands) throws(GraphError) -> TensorType {
        TensorType(.scalar, dtype)
    }

    package func evaluate(_ operands: [HostTensor], as type: TensorType) -> HostTensor {
        HostTensor([value], shape: .scalar, dtype: dtype)
    }

    /// By bits: 0 and −0 are different numbers to a quotient, and NaN must be found again in caches.
    package static func == (lhs: Self, rhs: Self) -> Bool {
        lhs.dtype == rhs.dtype && lhs.value.bitPattern == rhs.value.bitPattern
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(dtype)
        hasher.combine(value.bitPattern)
    }
}
