// SPDX-License-Identifier: Apache-2.0
import MartletIR

/// The greatest whole number that is not above.
package struct Floor: UnaryElementwise {
    package static let name = "floor"

    package init() {}

    package func compute(_ x: Double) -> Double { x.rounded(.down) }

    package func gradient(in context: GradientContext) -> Tensor? {
        nil
    }
}

extension Tensor {
    /// The greatest whole number not above every element.
    public func floor() -> Tensor { Tensor(Floor(), self) }
}
