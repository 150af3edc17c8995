// SPDX-License-Identifier: Apache-2.0
package import MartletIR

/// The sum along axes.
package struct Sum: Reduction {
    package static let name = "sum"
    package let axes: [Int]

    package init(axes: [Int]) { self.axes = axes }

    package func fold(_ elements: [Double]) -> Double { elements.reduce(0, +) }
    package func fold(_ elements: [Int64], in range: ClosedRange<Int64>) -> Int64 {
        elements.reduce(0, &+)
    }

    package func gradients(in context: GradientContext) -> [Tensor?] {
        [context.seed.restored(axes, to: context.x.shape)]
    }
}

extension Tensor {
    /// The sum of the elements along `axes`; of all elements if `axes` is `nil`.
    public func sum(_ axes: [Int]? = nil, keepingDimensions: Bool = false) -> Tensor {
        reduced(axes, keepingDimensions: keepingDimensions) { Sum(axes: $0) }
    }

    /// The sum over the axes along which this value was stretched from `shape`: the gradient of broadcasting.
    package func summed(to shape: Shape) -> Tensor {
        if self.shape == shape { return self }
        let added = rank - shape.rank
        let axes = self.shape.sizes.indices.filter { axis in
            axis < added || (shape.sizes[axis - added] == 1 && self.shape.sizes[axis] != 1)
        }
        return sum(axes).reshaped(to: shape)
    }
}
