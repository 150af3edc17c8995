import MartletIR
private import MartletSystem

// SPDX-License-Identifier: Apache-2.0
/// ln(1 + x), exact near 0.
package struct LogarithmOnePlus: UnaryElementwise {
    package static let name = "log1p"

    package init() {}

    package func compute(_ x: Double) -> Double { log1p(x) }

    /// ∂ln(1 + x)/∂x = 1/(1 + x).
    package func gradient(in context: GradientContext) -> Tensor? {
        context.seed / (context.x + 1)
    }
}

extension Tensor {
    /// ln(1 + x) of every element, exact near 0.
    public func logOnePlus() -> Tensor { Tensor(LogarithmOnePlus(), self) }
}
