// SPDX-License-Identifier: Apache-2.0
package import MartletIR

/// The result of an expression that had no meaning, inside ``checking(_:)``.
///
/// Never executed.
package struct Poison: Operation {
    package static let name = "poison"

    package func resultType(of operands: Operands) throws(GraphError) -> TensorType {
        TensorType(.scalar, .float32)
    }
}
