// SPDX-License-Identifier: Apache-2.0
public import MartletIR
import MartletTensor

/// Where an operation's test operand comes from: a shape and a rule for its elements, for whatever element type.
public struct SampleOperand: Sendable {
    private enum Values: Sendable {
        case reals(ClosedRange<Double>)
        case signed(ClosedRange<Double>)
        case distinct(offset: Double)
        case indices(below: Int)
        case truths
        case fixed(HostTensor)
    }

    private let shape: Shape
    private let values: Values

    /// Numbers spread over `range`.
    public static func reals(_ shape: Shape, _ range: ClosedRange<Double> = -2...2) -> Self {
        Self(shape: shape, values: .reals(range))
    }

    /// Numbers whose magnitudes are spread over `range`, with random signs: for functions with a kink at 0.
    public static func signed(_ shape: Shape, _ range: ClosedRange<Double> = 0.25...2) -> Self {
        Self(shape: shape, values: .signed(range))
    }

    /// Numbers ¼ apart in random order, moved by `offset` quarters: for functions that compare their operands.
    public static func distinct(_ shape: Shape, offset: Double = 0.4) -> Self {
        Self(shape: shape, values: .distinct(offset: offset))
    }

    /// Whole numbers from 0 to `bound` − 1, as int64 whatever the type of the other operands.
    public static func indices(_ shape: Shape, below bound: Int) -> Self {
        Self(shape: shape, values: .indices(below: bound))
    }

    /// Truth values, whatever the type of the other operands.
    public static func truths(_ shape: Shape) -> Self { Self(shape: shape, values: .truths) }

    /// These elements, whatever the type of the other operands.
    public static func fixed(_ host: HostTensor) -> Self {
        Self(shape: host.shape, values: .fixed(host))
    }

    /// The operand's type if others have elements of type `dtype`.
    func type(as dtype: DType) -> TensorType {
        switch values {
        case .reals, .signed, .distinct: TensorType(shape, dtype)
        case .indices: TensorType(shape, .int64)
        case .truths: TensorType(shape, .bool)
        case .fixed(let host): host.type
        }
    }

    /// The operand with elements of type `dtype`; the same for the same seed.
    public func host(as dtype: DType, seed: UInt64) -> HostTensor {
        let source = Philox(seed: seed, stream: 0x7361_6D70)
        let unit = (0..<shape.count).map { source.uniform53($0) }
        switch values {
        case .reals(let range):
            return host(unit.map { $0.spread(over: range) }, dtype)
        case .signed(let range):
            let magnitudes = unit.map { ($0 * 2).remainder(dividingBy: 1).magnitude * 2 }
            let values = zip(unit, magnitudes).map { $1.spread(over: range) * ($0 < 0.5 ? -1 : 1) }
            return host(values, dtype)
        case .distinct(let offset):
            let order = unit.indices.sorted { unit[$0] < unit[$1] }
            var places = [Double](repeating: 0, count: order.count)
            for (place, index) in order.enumerated() { places[index] = Double(place) }
            let middle = (Double(order.count) / 2).rounded()
            if dtype.isFloating { return host(places.map { ($0 + offset - middle) / 4 }, dtype) }
            return HostTensor(
                places.map { $0 - (dtype == .uint8 ? 0 : middle) }, shape: shape, dtype: dtype)
        case .indices(let bound):
            return HostTensor(
                integers: unit.map { Int64($0 * Double(bound)) }, shape: shape, dtype: .int64)
        case .truths:
            return HostTensor(scalars: unit.map { $0 < 0.5 }, shape: shape)
        case .fixed(let host): return host
        }
    }

    /// Numbers as they are, or made whole, and positive where the type has no sign.
    private func host(_ numbers: [Double], _ dtype: DType) -> HostTensor {
        if dtype.isFloating { return HostTensor(numbers, shape: shape, dtype: dtype) }
        let whole = numbers.map { ($0 * 3).rounded() }
        let elements = dtype == .uint8 ? whole.map(\.magnitude) : whole
        return HostTensor(elements, shape: shape, dtype: dtype)
    }
}

extension Double {
    fileprivate func spread(over range: ClosedRange<Double>) -> Double {
        range.lowerBound + self * (range.upperBound - range.lowerBound)
    }
}
