// SPDX-License-Identifier: Apache-2.0

/// The bounds of a number: `1...`, `0...1`, `0..<1`, `.above(0)`.
public struct Limits: Sendable, Hashable {
    /// The least number.
    public var least: Double?
    /// The greatest number.
    public var most: Double?
    /// Whether the least number itself is not allowed.
    public var excludesLeast = false
    /// Whether the greatest number itself is not allowed.
    public var excludesMost = false

    /// No bounds; numbers must be finite all the same.
    public static let none = Limits()

    /// What is wrong with the first number outside of the bounds.
    func problem(of numbers: [Double]) -> String? {
        for number in numbers {
            if !number.isFinite { return "must be finite, got \(number)" }
            if let least, excludesLeast ? number <= least : number < least {
                let word = excludesLeast ? "more than" : "at least"
                return "must be \(word) \(least.short), got \(number.short)"
            }
            if let most, excludesMost ? number >= most : number > most {
                let word = excludesMost ? "less than" : "at most"
                return "must be \(word) \(most.short), got \(number.short)"
            }
        }
        return nil
    }

    /// As listings show it: `≥ 1`, `0 ≤ … < 1`; empty without bounds.
    public var text: String {
        if self == .sizes { return "≥ 1" }
        let above = excludesLeast ? ">" : "≥"
        let below = excludesMost ? "<" : "≤"
        return switch (least, most) {
        case (nil, nil): ""
        case (let least?, nil): "\(above) \(least.short)"
        case (nil, let most?): "\(below) \(most.short)"
        case (let least?, let most?):
            "\(least.short) \(excludesLeast ? "<" : "≤") … \(below) \(most.short)"
        }
    }
}

/// Swift's own ranges, and ``Limits``, as the bounds of an argument.
public protocol LimitRange {
    /// The bounds.
    var limits: Limits { get }
}

/// A number that can be a bound.
public protocol LimitBound: Comparable {
    /// The same number.
    var asDouble: Double { get }
}

extension Int: LimitBound {
    /// The same number.
    public var asDouble: Double { Double(self) }
}

extension Double: LimitBound {
    /// The same number.
    public var asDouble: Double { self }

    /// Whole numbers without `.0`.
    var short: String {
        self == rounded() && magnitude < 1e15 ? "\(Int(self))" : "\(self)"
    }
}

extension Limits: LimitRange {
    /// The bounds.
    public var limits: Limits { self }
}

extension LimitRange where Self == Limits {
    /// More than `bound`.
    public static func above(_ bound: Double) -> Limits {
        Limits(least: bound, excludesLeast: true)
    }

    /// A size: at least 1, and no more than arithmetic on sizes can bear.
    public static var sizes: Limits { Limits(least: 1, most: Double(1 << 30)) }
}

extension ClosedRange: LimitRange where Bound: LimitBound {
    /// The bounds.
    public var limits: Limits { Limits(least: lowerBound.asDouble, most: upperBound.asDouble) }
}

extension Range: LimitRange where Bound: LimitBound {
    /// The bounds.
    public var limits: Limits {
        Limits(least: lowerBound.asDouble, most: upperBound.asDouble, excludesMost: true)
    }
}

extension PartialRangeFrom: LimitRange where Bound: LimitBound {
    /// The bounds.
    public var limits: Limits { Limits(least: lowerBound.asDouble) }
}
