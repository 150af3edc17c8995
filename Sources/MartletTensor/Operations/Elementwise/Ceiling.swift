// SPDX-License-Identifier: Apache-2.0
import MartletIR

/// The least whole number that is not below.
package struct Ceiling: UnaryElementwise {
    package static let name = "ceil"

    package init() {}

    package func compute(_ x: Double) -> Double { x.rounded(.up) }

    package func gradient(in context: GradientContext) -> Tensor? {
        nil
    }
}

extension Tensor {
    /// The least whole number not below every element.
    public func ceiling() -> Tensor { Tensor(Ceiling(), self) }
}
