// SPDX-License-Identifier: Apache-2.0
package import MartletIR

/// Puts a value around the tensor and, if asked, between its elements.
package struct Pad: Primitive {
    package static let name = "pad"
    package let low: [Int]
    package let high: [Int]
    package let interior: [Int]
    package let value: Double

    package init(low: [Int], high: [Int], interior: [Int], value: Double) {
        self.low = low
        self.high = high
        self.interior = interior
        self.value = value
    }

    package func resultType(of operands: Operands) throws(GraphError) -> TensorType {
        let sizes = operands[0].shape.sizes
        guard low.count == sizes.count, high.count == sizes.count, interior.count == sizes.count,
            (low + high + interior).allSatisfy({ $0 >= 0 })
        else {
            throw GraphError(
                code: .invalidAttribute,
                problem: "the padding \(low), \(high) does not fit \(operands[0].shape)",
                hint: "give one number of at least 0 for each axis")
        }
        let padded = try sizes.indices.map { axis throws(GraphError) in
            let gaps = Swift.max(sizes[axis] - 1, 0)
            let size =
                Double(low[axis]) + Double(high[axis]) + Double(sizes[axis])
                + Double(gaps) * Double(interior[axis])
            guard size < 0x1p56 else {
                throw GraphError(
                    code: .invalidAttribute,
                    problem:
                        "the padding \(low), \(high) makes more elements than any machine holds")
            }
            return low[axis] + high[axis] + sizes[axis] + gaps * interior[axis]
        }
        return TensorType(Shape(padded), operands[0].dtype)
    }

    package func gradients(in context: GradientContext) -> [Tensor?] {
        let sizes = context.x.shape.sizes
        let strides = interior.map { $0 + 1 }
        let ends = sizes.indices.map { axis in
            low[axis] + (sizes[axis] == 0 ? 0 : (sizes[axis] - 1) * strides[axis] + 1)
        }
        return [Tensor(Slice(starts: low, ends: ends, strides: strides), context.seed)]
    }

    package func evaluate(_ operands: [HostTensor], as type: TensorType) -> HostTensor {
        let steps = type.shape.strides
        let start = zip(low, steps).map(*).reduce(0, +)
        let offsets = HostTensor.offsets(
            of: operands[0].shape, strides: zip(interior, steps).map { ($0 + 1) * $1 },
            start: start)
        if type.dtype.isFloating {
            var result = [Double](repeating: value, count: type.shape.count)
            for (offset, element) in zip(offsets, operands[0].doubles) { result[offset] = element }
            return HostTensor(result, shape: type.shape, dtype: type.dtype)
        }
        let filling = HostTensor([value], shape: .scalar, dtype: type.dtype).integers[0]
        var result = [Int64](repeating: filling, count: type.shape.count)
        for (offset, element) in zip(offsets, operands[0].integers) { result[offset] = element }
        return HostTensor(integers: result, shape: type.shape, dtype: type.dtype)
    }

    /// The value by its bits, as with ``Literal``.
    package static func == (lhs: Self, rhs: Self) -> Bool {
        lhs.low == rhs.low && lhs.high == rhs.high && lhs.interior == rhs.interior
            && lhs.value.bitPattern == rhs.value.bitPattern
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(low)
        hasher.combine(high)
        hasher.combine(interior)
        hasher.combine(value.bitPattern)
    }
}

extension Tensor {
    /// The tensor with `value` put before (`low`) and after (`high`) it, a number for each axis.
    public func padded(low: [Int], high: [Int], value: Double = 0) -> Tensor {
        let none = [Int](repeating: 0, count: rank)
        return Tensor(Pad(low: low, high: high, interior: none, value: value), self)
    }
}
