// SPDX-License-Identifier: Apache-2.0
package import MartletIR

/// How much is put around an image before a window slides over it.
public enum Padding: Hashable, Sendable {
    /// Nothing: only whole windows count.
    case valid
    /// As much as makes the result ⌈size / stride⌉ wide; what is odd goes to the end, as in Keras and XLA.
    case same
    /// Given numbers before and after, for each spatial axis.
    case explicit(low: [Int], high: [Int])
}

/// A window that slides over the spatial axes of `[batch, spatial…, channels]`.
package struct Window: Hashable, Sendable, Codable {
    package let size: [Int]
    package let strides: [Int]
    package let dilation: [Int]
    package let low: [Int]
    package let high: [Int]

    /// Beyond it, products of sizes and strides would overflow.
    private static let limit = 1 << 28

    /// A window over `spatial` sizes with the padding worked out.
    package init(
        size: [Int], strides: [Int], dilation: [Int]? = nil, padding: Padding, over spatial: [Int]
    ) throws(GraphError) {
        let dilation = dilation ?? size.map { _ in 1 }
        guard size.count == spatial.count, strides.count == spatial.count,
            dilation.count == spatial.count
        else {
            throw GraphError(
                code: .shapeMismatch,
                problem:
                    "a window of \(size) by \(strides) does not fit \(spatial.count) spatial axes")
        }
        if let wrong = (size + strides + dilation).first(where: { !(1...Self.limit).contains($0) })
        {
            throw GraphError(
                code: .invalidAttribute,
                problem: "sizes, strides and dilations go from 1 to \(Self.limit), got \(wrong)")
        }
        self.size = size
        self.strides = strides
        self.dilation = dilation
        let extents = zip(size, dilation).map { ($0 - 1) * $1 + 1 }
        switch padding {
        case .valid:
            low = size.map { _ in 0 }
            high = low
        case .same:
            let totals = spatial.indices.map { axis in
                let count = (spatial[axis] + strides[axis] - 1) / strides[axis]
                return Swift.max(0, (count - 1) * strides[axis] + extents[axis] - spatial[axis])
            }
            low = totals.map { $0 / 2 }
            high = totals.map { $0 - $0 / 2 }
        case .explicit(let low, let high):
            guard low.count == spatial.count, high.count == spatial.count,
                (low + high).allSatisfy({ (0...Self.limit).contains($0) })
            else {
                throw GraphError(
                    code: .invalidAttribute, problem: "the padding \(low), \(high) does not fit")
            }
            (self.low, self.high) = (low, high)
        }
    }

    /// How far the window reaches along each axis.
    package var extents: [Int] { zip(size, dilation).map { ($0 - 1) * $1 + 1 } }

    /// The sizes of the result for an image of `spatial` sizes.
    package func resultSizes(over spatial: [Int]) throws(GraphError) -> [Int] {
        var result: [Int] = []
        for axis in spatial.indices {
            let room = spatial[axis] + low[axis] + high[axis] - extents[axis]
            guard room >= 0 else {
                throw GraphError(
                    code: .shapeMismatch,
                    problem: "a window of \(size) is larger than the image of \(spatial)",
                    hint: "use smaller windows, fewer poolings, or padding: same")
            }
            result.append(room / strides[axis] + 1)
        }
        return result
    }

    /// Calls `body` with the index into the result, into the window and into the image, wherever a window touches it.
    ///
    /// Indices are flat over the spatial axes.
    package func forEachContact(over spatial: [Int], result: [Int], _ body: (Int, Int, Int) -> Void)
    {
        let resultCount = result.reduce(1, *)
        let windowCount = size.reduce(1, *)
        for place in 0..<resultCount {
            let corner = Self.coordinates(place, in: result)
            for element in 0..<windowCount {
                let offset = Self.coordinates(element, in: size)
                var (index, isInside) = (0, true)
                for axis in spatial.indices {
                    let position =
                        corner[axis] * strides[axis] + offset[axis] * dilation[axis] - low[axis]
                    isInside = isInside && (0..<spatial[axis]).contains(position)
                    index = index * spatial[axis] + position
                }
                if isInside { body(place, element, index) }
            }
        }
    }

    private static func coordinates(_ flat: Int, in sizes: [Int]) -> [Int] {
        var (rest, result) = (flat, sizes)
        for axis in sizes.indices.reversed() {
            result[axis] = rest % sizes[axis]
            rest /= sizes[axis]
        }
        return result
    }
}

extension Shape {
    /// The sizes between the first axis (batch) and the last (channels).
    package var spatial: [Int] { rank < 2 ? [] : Array(sizes[1..<(rank - 1)]) }
}
