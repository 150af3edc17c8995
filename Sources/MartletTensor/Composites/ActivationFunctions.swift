// SPDX-License-Identifier: Apache-2.0

extension Tensor {
    /// The elements, the negative ones times `slope`.
    public func leakyReLU(slope: Double = 0.2) -> Tensor {
        Tensor.select(self .> 0, self, self * slope)
    }

    /// The elements, the negative ones as `alpha · (eˣ − 1)`.
    ///
    /// The gradient at 0 is `alpha`, the limit from below.
    ///
    /// Source: Clevert, Unterthiner & Hochreiter, "Fast and accurate deep network learning by exponential linear
    /// units", 2016.
    public func elu(alpha: Double = 1) -> Tensor {
        let isPositive = self .> 0
        // The branch not taken is kept finite: infinity times 0 in the gradient would be NaN.
        let others = Tensor.select(isPositive, .zeros(like: self), self)
        return Tensor.select(isPositive, self, others.expMinusOne() * alpha)
    }

    /// ln(1 + eˣ), a smooth ``relu()``.
    ///
    /// Gradient: ∂y/∂x = σ(x).
    public func softplus() -> Tensor {
        let input = self
        let value = relu() + (-absolute()).exp().logOnePlus()
        return value.withGradient(by: [self], meaning: "softplus") { [$0 * input.sigmoid()] }
    }

    /// x · Φ(x), with Φ the normal distribution's cumulative function.
    ///
    /// - Parameter approximately: Whether Φ is approached by a hyperbolic tangent, as some published networks do.
    /// - Returns: A tensor of the same shape.
    ///
    /// Source: Hendrycks & Gimpel, "Gaussian error linear units", 2016.
    public func gelu(approximately: Bool = false) -> Tensor {
        if approximately {
            let inner = (self + 0.044715 * self * self * self) * (2 / Double.pi).squareRoot()
            return 0.5 * self * (1 + inner.tanh())
        }
        return 0.5 * self * (1 + (self * 0.5.squareRoot()).erf())
    }

    /// x · σ(x), also known as swish.
    public func silu() -> Tensor { self * sigmoid() }

    /// The elements, those outside `range` moved to its nearer end.
    public func clipped(to range: ClosedRange<Double>) -> Tensor {
        let inside = (self .>= range.lowerBound) .& (self .<= range.upperBound)
        let bounded = Tensor.minimum(
            Tensor.maximum(stopGradient(), range.lowerBound), range.upperBound)
        return Tensor.select(inside, self, bounded)
    }
}
