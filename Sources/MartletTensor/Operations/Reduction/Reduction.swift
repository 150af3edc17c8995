// SPDX-License-Identifier: Apache-2.0
package import MartletIR

/// An operation that folds the elements along some axes into one, removing the axes.
package protocol Reduction: Primitive {
    /// The axes that go, counted from the front, in order.
    var axes: [Int] { get }
    /// The result for the given elements, in row-major order of their axes; there may be none.
    func fold(_ elements: [Double]) -> Double
    /// The same for whole numbers of a type that holds `range`.
    func fold(_ elements: [Int64], in range: ClosedRange<Int64>) -> Int64
}

extension Reduction {
    package func resultType(of operands: Operands) throws(GraphError) -> TensorType {
        let type = try operands.onlyNumeric()
        try type.shape.requireNormalized(axes)
        return TensorType(type.shape.reduced(over: axes, keepingDimensions: false), type.dtype)
    }

    package func evaluate(_ operands: [HostTensor], as type: TensorType) -> HostTensor {
        let shape = operands[0].shape
        let strides = shape.strides
        let kept = shape.sizes.indices.filter { !axes.contains($0) }
        let bases = HostTensor.offsets(of: type.shape, strides: kept.map { strides[$0] })
        let steps = HostTensor.offsets(
            of: Shape(axes.map { shape.sizes[$0] }), strides: axes.map { strides[$0] })
        if type.dtype.isFloating {
            let elements = operands[0].doubles
            let result = bases.map { base in fold(steps.map { elements[base + $0] }) }
            return HostTensor(result, shape: type.shape, dtype: type.dtype)
        }
        let elements = operands[0].integers
        let range = type.dtype.integerRange ?? 0...1
        let result = bases.map { base in fold(steps.map { elements[base + $0] }, in: range) }
        return HostTensor(integers: result, shape: type.shape, dtype: type.dtype)
    }
}

extension Tensor {
    /// A reduction over `axes` (all if `nil`; negative ones count from the end), the axes kept with size 1 if asked.
    func reduced(
        _ axes: [Int]?, keepingDimensions: Bool, _ make: ([Int]) -> some Reduction
    ) -> Tensor {
        do throws(GraphError) {
            let axes = try shape.normalized(axes: axes)
            let result = Tensor(make(axes), self)
            guard keepingDimensions else { return result }
            return result.reshaped(to: shape.reduced(over: axes, keepingDimensions: true))
        } catch {
            return failing(error)
        }
    }

    /// This value, which lacks `axes`, with these axes put back and stretched to `shape`.
    func restored(_ axes: [Int], to shape: Shape) -> Tensor {
        reshaped(to: shape.reduced(over: axes, keepingDimensions: true)).broadcast(to: shape)
    }
}
