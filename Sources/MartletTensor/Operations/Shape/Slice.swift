// SPDX-License-Identifier: Apache-2.0
package import MartletIR

/// The elements whose index along each axis is `start, start + stride, …`, below `end`.
package struct Slice: Primitive {
    package static let name = "slice"
    package let starts: [Int]
    package let ends: [Int]
    package let strides: [Int]

    package init(starts: [Int], ends: [Int], strides: [Int]) {
        self.starts = starts
        self.ends = ends
        self.strides = strides
    }

    package func resultType(of operands: Operands) throws(GraphError) -> TensorType {
        let shape = operands[0].shape
        guard [starts.count, ends.count, strides.count].allSatisfy({ $0 == shape.rank }) else {
            throw GraphError(
                code: .invalidAttribute,
                problem:
                    "the bounds \(starts), \(ends) by \(strides) are not one for each axis of \(shape)"
            )
        }
        var sizes: [Int] = []
        for (axis, size) in shape.sizes.enumerated() {
            let (start, end, stride) = (starts[axis], ends[axis], strides[axis])
            guard 0 <= start, start <= end, end <= size, stride > 0 else {
                throw GraphError(
                    code: .axisOutOfRange,
                    problem: "\(start)..<\(end) by \(stride) is not within axis \(axis) of \(shape)"
                )
            }
            sizes.append(start == end ? 0 : (end - start - 1) / stride + 1)
        }
        return TensorType(Shape(sizes), operands[0].dtype)
    }

    /// Zeros wherever an element was left out.
    package func gradients(in context: GradientContext) -> [Tensor?] {
        let (taken, full) = (context.seed.shape.sizes, context.x.shape.sizes)
        let high = taken.indices.map { axis in
            full[axis] - starts[axis]
                - (taken[axis] == 0 ? 0 : (taken[axis] - 1) * strides[axis] + 1)
        }
        let padding = Pad(low: starts, high: high, interior: strides.map { $0 - 1 }, value: 0)
        return [Tensor(padding, context.seed)]
    }

    package func evaluate(_ operands: [HostTensor], as type: TensorType) -> HostTensor {
        let steps = operands[0].shape.strides
        let start = zip(starts, steps).map(*).reduce(0, +)
        let offsets = HostTensor.offsets(
            of: type.shape, strides: zip(strides, steps).map(*), start: start)
        return operands[0].gathered(offsets, as: type)
    }
}

/// A choice of indices along one axis.
public enum AxisRange: Sendable {
    /// One index, whose axis disappears; negative ones count from the end.
    case index(Int)
    /// A half-open range with a step; `nil` means from the start, or to the end; negative bounds count from the end.
    case range(Int?, Int?, step: Int = 1)

    /// Every index.
    public static let all = AxisRange.range(nil, nil)
}

extension Tensor {
    /// The part of the tensor that the ranges choose, one for each leading axis, as NumPy's slicing does.
    ///
    /// `x[.all, .range(1, 3), .index(-1)]` is NumPy's `x[:, 1:3, -1]`. A negative step walks backwards.
    public subscript(ranges: AxisRange...) -> Tensor {
        guard ranges.count <= rank else {
            return failing(.axisOutOfRange(ranges.count - 1, in: shape))
        }
        var (starts, ends) = ([Int](repeating: 0, count: rank), shape.sizes)
        var (strides, removed, reversed) = ([Int](repeating: 1, count: rank), [Int](), [Int]())
        for (axis, range) in ranges.enumerated() {
            let size = shape.sizes[axis]
            switch range {
            case .index(let index):
                let position = index < 0 ? index + size : index
                guard (0..<size).contains(position) else {
                    return .failed(.indexOutOfRange(index, axis: axis, in: shape))
                }
                (starts[axis], ends[axis]) = (position, position + 1)
                removed.append(axis)
            case .range(let start, let end, let step):
                guard step != 0 else { return .failed(.zeroStep(axis)) }
                // A step beyond the axis takes one element, however long it is.
                let step = Swift.min(Swift.max(step, -size - 1), size + 1)
                (starts[axis], ends[axis]) = Self.bounds(start, end, step, size)
                strides[axis] = abs(step)
                if step < 0 { reversed.append(axis) }
            }
        }
        let slice = Slice(starts: starts, ends: ends, strides: strides)
        let result = Tensor(slice, self).reversed(reversed)
        return removed.isEmpty ? result : result.squeezed(removed)
    }

    /// NumPy's bounds as a forward range that holds the same elements.
    private static func bounds(_ start: Int?, _ end: Int?, _ step: Int, _ size: Int) -> (Int, Int) {
        func position(_ bound: Int) -> Int { bound < 0 ? bound + size : bound }
        func clamp(_ value: Int, _ range: ClosedRange<Int>) -> Int {
            Swift.min(Swift.max(value, range.lowerBound), range.upperBound)
        }
        if step > 0 {
            let first = clamp(start.map(position) ?? 0, 0...size)
            return (first, Swift.max(first, clamp(end.map(position) ?? size, 0...size)))
        }
        let first = clamp(start.map(position) ?? size - 1, -1...(size - 1))
        let last = clamp(end.map(position) ?? -1, -1...(size - 1))
        let count = Swift.max(0, (first - last - step - 1) / -step)
        return count == 0 ? (0, 0) : (first + (count - 1) * step, first + 1)
    }
}

extension GraphError {
    static func indexOutOfRange(_ index: Int, axis: Int, in shape: Shape) -> GraphError {
        GraphError(
            code: .axisOutOfRange, operation: "slice",
            problem: "index \(index) is outside axis \(axis) of \(shape)")
    }

    static func zeroStep(_ axis: Int) -> GraphError {
        GraphError(
            code: .invalidAttribute, operation: "slice",
            problem: "the step along axis \(axis) is 0")
    }
}
