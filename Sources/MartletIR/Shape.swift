// SPDX-License-Identifier: Apache-2.0

/// The sizes of a tensor along its axes; empty for a scalar.
///
/// Axes may be counted from the end: `shape[-1]` is the last size.
public struct Shape: Hashable, Sendable {
    /// The size along each axis, outermost first.
    public let sizes: [Int]

    /// A shape with the given sizes, none of them negative.
    public init(_ sizes: [Int]) {
        if let negative = sizes.first(where: { $0 < 0 }) {
            GraphError.negativeSize(negative, in: sizes).report()
            self.sizes = []
        } else if Self.isTooLarge(sizes) {
            GraphError.tooManyElements(sizes).report()
            self.sizes = []
        } else {
            self.sizes = sizes
        }
    }

    /// Whether counting elements, or their bytes, would overflow.
    private static func isTooLarge(_ sizes: [Int]) -> Bool {
        var count = 1
        for size in sizes {
            let product = count.multipliedReportingOverflow(by: max(size, 1))
            if product.overflow || product.partialValue > 1 << 56 { return true }
            count = product.partialValue
        }
        return false
    }

    /// The shape of a single number.
    public static let scalar = Shape([])

    /// How many axes there are.
    public var rank: Int { sizes.count }

    /// How many elements there are: the product of the sizes, 1 for a scalar.
    public var count: Int { sizes.reduce(1, *) }

    /// The size along `axis`; negative axes count from the end.
    public subscript(axis: Int) -> Int {
        guard let index = index(ofAxis: axis) else {
            GraphError.axisOutOfRange(axis, in: self).report()
            return 1
        }
        return sizes[index]
    }

    /// `axis` counted from the front, or `nil` if there is no such axis.
    public func index(ofAxis axis: Int) -> Int? {
        let index = axis < 0 ? axis + rank : axis
        return sizes.indices.contains(index) ? index : nil
    }

    /// `axes` counted from the front, sorted; every axis if `axes` is `nil`.
    ///
    /// - Throws: ``GraphError`` if an axis does not exist or is named twice.
    public func normalized(axes: [Int]?) throws(GraphError) -> [Int] {
        guard let axes else { return Array(sizes.indices) }
        var result: [Int] = []
        for axis in axes {
            guard let index = index(ofAxis: axis) else { throw .axisOutOfRange(axis, in: self) }
            if result.contains(index) { throw .axisNamedTwice(axis, in: axes) }
            result.append(index)
        }
        return result.sorted()
    }

    /// Throws unless `axes` are counted from the front, in order, each once: the form that operations hold.
    package func requireNormalized(_ axes: [Int]) throws(GraphError) {
        guard try normalized(axes: axes) == axes else {
            throw GraphError(
                code: .axisOutOfRange,
                problem: "the axes \(axes) of \(self) are not in order, counted from the front")
        }
    }

    /// The distance in elements between neighbours along each axis, in row-major order.
    public var strides: [Int] {
        var strides = [Int](repeating: 1, count: rank)
        for axis in sizes.indices.dropLast().reversed() {
            strides[axis] = strides[axis + 1] * sizes[axis + 1]
        }
        return strides
    }
}

extension Shape {
    /// The shape that both operands take in an elementwise operation, by NumPy's rule; `nil` if there is none.
    ///
    /// Shapes are aligned at the last axis; a size of 1, or a missing axis, stretches to the other's size.
    public static func broadcast(_ lhs: Shape, _ rhs: Shape) -> Shape? {
        if lhs == rhs { return lhs }
        let rank = max(lhs.rank, rhs.rank)
        var sizes = [Int](repeating: 1, count: rank)
        for fromEnd in 1...max(rank, 1) where rank > 0 {
            let left = fromEnd <= lhs.rank ? lhs.sizes[lhs.rank - fromEnd] : 1
            let right = fromEnd <= rhs.rank ? rhs.sizes[rhs.rank - fromEnd] : 1
            guard left == right || left == 1 || right == 1 else { return nil }
            sizes[rank - fromEnd] = left == 1 ? right : left
        }
        return Shape(sizes)
    }

    /// Strides with which a tensor of this shape is read as if it had the shape `target`.
    ///
    /// A stretched axis has stride 0. The shape must broadcast to `target`.
    public func broadcastStrides(to target: Shape) -> [Int] {
        let own = strides
        return (0..<target.rank).map { axis in
            let index = axis - (target.rank - rank)
            return index < 0 || (sizes[index] == 1 && target.sizes[axis] != 1) ? 0 : own[index]
        }
    }

    /// The shape left after reducing over `axes` (counted from the front).
    public func reduced(over axes: [Int], keepingDimensions: Bool) -> Shape {
        var result: [Int] = []
        for (axis, size) in sizes.enumerated() {
            if !axes.contains(axis) {
                result.append(size)
            } else if keepingDimensions {
                result.append(1)
            }
        }
        return Shape(result)
    }
}

extension Shape: ExpressibleByArrayLiteral {
    /// The sizes as they are written: `[2, 3]`.
    public init(arrayLiteral elements: Int...) { self.init(elements) }
}

extension Shape: CustomStringConvertible {
    /// The sizes, such as `[2, 3]`.
    public var description: String { "\(sizes)" }
}
