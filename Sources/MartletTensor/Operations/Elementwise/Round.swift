// SPDX-License-Identifier: Apache-2.0
import MartletIR

/// The nearest whole number, ties to even.
package struct Round: UnaryElementwise {
    package static let name = "round"

    package init() {}

    package func compute(_ x: Double) -> Double { x.rounded(.toNearestOrEven) }

    package func gradient(in context: GradientContext) -> Tensor? {
        nil
    }
}

extension Tensor {
    /// The nearest whole number to every element, ties to even.
    public func rounded() -> Tensor { Tensor(Round(), self) }
}
