// SPDX-License-Identifier: Apache-2.0
package import MartletIR

/// The indices that put the elements along an axis in order; equal elements keep theirs.
///
/// NaN comes last.
package struct ArgSort: Primitive {
    package static let name = "argsort"
    package let axis: Int
    package let isDescending: Bool

    package init(axis: Int, isDescending: Bool) {
        self.axis = axis
        self.isDescending = isDescending
    }

    package func resultType(of operands: Operands) throws(GraphError) -> TensorType {
        let type = try operands.onlyNumeric()
        guard type.shape.sizes.indices.contains(axis) else {
            throw .axisOutOfRange(axis, in: type.shape)
        }
        return TensorType(type.shape, .int64)
    }

    package func evaluate(_ operands: [HostTensor], as type: TensorType) -> HostTensor {
        let result =
            operands[0].dtype.isFloating
            ? indices(in: operands[0].doubles, type.shape)
            : indices(in: operands[0].integers, type.shape)
        return HostTensor(integers: result, shape: type.shape)
    }

    private func indices<Number: Comparable>(in elements: [Number], _ shape: Shape) -> [Int64] {
        let view = AxisView(shape, axis: axis)
        var result = [Int64](repeating: 0, count: elements.count)
        for outer in 0..<view.outer {
            for inner in 0..<view.inner {
                let row = (0..<view.size).map { elements[view.offset(outer, $0, inner)] }
                for (position, index) in order(of: row).enumerated() {
                    result[view.offset(outer, position, inner)] = Int64(index)
                }
            }
        }
        return result
    }

    /// Swift's `sort` is stable, though not promised to be: the index decides between equals.
    ///
    /// NaN differs from itself.
    private func order<Number: Comparable>(of row: [Number]) -> [Int] {
        row.indices.sorted { left, right in
            let (x, y) = (row[left], row[right])
            if x != x || y != y { return (x != x) == (y != y) ? left < right : y != y }
            if x == y { return left < right }
            return isDescending ? x > y : x < y
        }
    }
}

extension Tensor {
    /// The indices that put the elements along `axis` in order, as int64; equal elements keep their order.
    public func argsort(_ axis: Int = -1, descending: Bool = false) -> Tensor {
        withAxis(axis) { Tensor(ArgSort(axis: $0, isDescending: descending), self) }
    }

    /// The elements along `axis` in order.
    public func sorted(_ axis: Int = -1, descending: Bool = false) -> Tensor {
        takeAlong(argsort(axis, descending: descending), axis: axis)
    }

    /// The `count` greatest elements along the last axis, greatest first, and their indices.
    public func topK(_ count: Int) -> (values: Tensor, indices: Tensor) {
        guard rank > 0, (0...shape[-1]).contains(count) else {
            let failed = failing(
                GraphError(
                    code: .invalidAttribute, operation: "topK",
                    problem: "cannot take \(count) elements of the last axis of \(shape)"))
            return (failed, failed)
        }
        var ends = shape.sizes
        ends[rank - 1] = count
        let none = [Int](repeating: 0, count: rank)
        let slice = Slice(starts: none, ends: ends, strides: none.map { $0 + 1 })
        let indices = Tensor(slice, argsort(descending: true))
        return (takeAlong(indices, axis: -1), indices)
    }
}
