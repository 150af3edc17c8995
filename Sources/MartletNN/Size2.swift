// SPDX-License-Identifier: Apache-2.0

/// A height and a width.
///
/// One number stands for both: `3` is `[3, 3]`.
public struct Size2: Hashable, Sendable {
    /// The size along the first spatial axis.
    public let height: Int
    /// The size along the second spatial axis.
    public let width: Int

    /// A height and a width.
    public init(_ height: Int, _ width: Int) {
        self.height = height
        self.width = width
    }

    /// Both sizes, height first.
    var sizes: [Int] { [height, width] }
}

extension Size2: ExpressibleByIntegerLiteral, ExpressibleByArrayLiteral {
    /// One number for height and width.
    public init(integerLiteral value: Int) { self.init(value, value) }

    /// A height and a width, as `[3, 5]`.
    public init(arrayLiteral elements: Int...) {
        precondition(elements.count == 2, "Size2: needs a height and a width, got \(elements).")
        self.init(elements[0], elements[1])
    }
}
