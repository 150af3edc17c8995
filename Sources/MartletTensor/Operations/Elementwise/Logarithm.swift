import MartletIR
private import MartletSystem

// SPDX-License-Identifier: Apache-2.0
/// The natural logarithm.
package struct Logarithm: UnaryElementwise {
    package static let name = "log"

    package init() {}

    package func compute(_ x: Double) -> Double { log(x) }

    /// ∂ln(x)/∂x = 1/x.
    package func gradient(in context: GradientContext) -> Tensor? {
        context.seed / context.x
    }
}

extension Tensor {
    /// The natural logarithm of every element.
    public func log() -> Tensor { Tensor(Logarithm(), self) }
}
