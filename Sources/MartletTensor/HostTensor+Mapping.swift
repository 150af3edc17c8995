// SPDX-License-Identifier: Apache-2.0
package import MartletIR

/// The loops that reference kernels share. They work on arrays of `Double` (or `Int64`) and round at the end.
extension HostTensor {
    /// The elements as if the tensor had the shape `target`, which its own broadcasts to.
    package func doubles(broadcastTo target: Shape) -> [Double] {
        Self.broadcast(doubles, shape, to: target)
    }

    /// The elements as whole numbers, as if the tensor had the shape `target`.
    package func integers(broadcastTo target: Shape) -> [Int64] {
        Self.broadcast(integers, shape, to: target)
    }

    private static func broadcast<Element>(_ elements: [Element], _ shape: Shape, to target: Shape)
        -> [Element]
    {
        if shape == target { return elements }
        return Self.offsets(of: target, strides: shape.broadcastStrides(to: target))
            .map { elements[$0] }
    }

    /// Where each element of `shape`, in row-major order, lies in memory with the given strides.
    package static func offsets(of shape: Shape, strides: [Int], start: Int = 0) -> [Int] {
        var offsets = shape.count == 0 ? [] : [start]
        for (size, stride) in zip(shape.sizes, strides) {
            offsets = offsets.flatMap { base in (0..<size).map { base + $0 * stride } }
        }
        return offsets
    }

    /// `compute` of every element.
    package func mapped(as type: TensorType, _ compute: (Double) -> Double) -> HostTensor {
        HostTensor(doubles.map(compute), shape: type.shape, dtype: type.dtype)
    }

    /// `compute` of every element, in whole numbers if the type is one of theirs.
    package func mapped(
        as type: TensorType, _ compute: (Double) -> Double, _ computeWhole: (Int64) -> Int64
    ) -> HostTensor {
        if type.dtype.isFloating { return mapped(as: type, compute) }
        return HostTensor(
            integers: integers.map(computeWhole), shape: type.shape, dtype: type.dtype)
    }

    /// The elements at `offsets`, of whatever type they are.
    package func gathered(_ offsets: [Int], as type: TensorType) -> HostTensor {
        let size = type.dtype.byteCount
        return HostTensor(type) { target in
            withUnsafeBytes { source in
                for (index, offset) in offsets.enumerated() {
                    let bytes = source[(offset * size)..<(offset * size + size)]
                    target[(index * size)..<(index * size + size)].copyBytes(from: bytes)
                }
            }
        }
    }
}

/// A tensor seen as `outer × axis × inner`: how kernels walk along one axis.
package struct AxisView {
    package let outer: Int
    package let size: Int
    package let inner: Int

    package init(_ shape: Shape, axis: Int) {
        outer = shape.sizes[..<axis].reduce(1, *)
        size = shape.sizes[axis]
        inner = shape.sizes[(axis + 1)...].reduce(1, *)
    }

    /// The offset of an element.
    package func offset(_ outer: Int, _ position: Int, _ inner: Int) -> Int {
        (outer * size + position) * self.inner + inner
    }
}
