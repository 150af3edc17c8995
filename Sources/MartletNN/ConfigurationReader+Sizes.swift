// SPDX-License-Identifier: Apache-2.0
import MartletFormats

/// Sizes have an upper bound, so that no arithmetic on them can overflow.
extension ConfigurationReader {
    /// The largest number that is read as a size.
    static let largestSize = 1 << 30

    /// A size: a whole number of at least 1.
    public func size(_ key: String, default: Int? = nil) throws -> Int {
        let size = try integer(key, default: `default`, atLeast: 1)
        try checkLargest([size], key)
        return size
    }

    /// As many sizes as `count`; one number stands for all.
    public func sizes(_ key: String, count: Int, default: [Int]? = nil) throws -> [Int] {
        let sizes = try integers(key, count: count, default: `default`, atLeast: 1)
        try checkLargest(sizes, key)
        return sizes
    }

    /// As many sizes as `count`, if there are some.
    public func optionalSizes(_ key: String, count: Int) throws -> [Int]? {
        value(key) == nil ? nil : try sizes(key, count: count)
    }

    /// A list of sizes, of any length; −1 for a size that is to be worked out, where that is allowed.
    public func sizeList(_ key: String, allowingUnknown: Bool = false) throws -> [Int] {
        let sizes = try integerList(key)
        let least = allowingUnknown ? -1 : 1
        if let wrong = sizes.first(where: { $0 < least || $0 == 0 }) {
            throw error(key, "must hold sizes of at least 1, got \(wrong)")
        }
        try checkLargest(sizes, key)
        return sizes
    }

    /// A number from 0 to 1.
    public func fraction(_ key: String, default: Double? = nil) throws -> Double {
        let fraction = try double(key, default: `default`, atLeast: 0)
        guard fraction <= 1 else { throw error(key, "must be at most 1, got \(fraction)") }
        return fraction
    }

    /// Reads `data_format`, of which there is one: channels last.
    func channelsLast() throws {
        let format = try string("data_format", default: "channels_last")
        guard format == "channels_last" else {
            throw error(
                "data_format", "must be channels_last, got \"\(format)\"",
                hint: "move the channels to the end of the data: [batch, …, channels]")
        }
    }

    private func checkLargest(_ sizes: [Int], _ key: String) throws {
        if let large = sizes.first(where: { $0 > Self.largestSize }) {
            throw error(key, "must be at most \(Self.largestSize), got \(large)")
        }
    }
}

extension ConfigurationReader {
    /// The number of an axis, under the key `axis`: −1, the last, if it is not there.
    func axis() throws -> Int {
        let axes = try axes()
        guard axes.count == 1 else { throw error("axis", "must be one axis, got \(axes)") }
        return axes[0]
    }

    /// The numbers of axes, under the key `axis`: one or a list.
    func axes() throws -> [Int] {
        let axes: [Int] = try required("axis", [-1], "a whole number or a list of them") { value in
            if let one = value.int { return [one] }
            let list = value.array?.compactMap(\.int)
            return list?.isEmpty == false && list?.count == value.array?.count ? list : nil
        }
        // Far more than there are axes, far from where sums of them overflow.
        if let wrong = axes.first(where: { !(-100...100).contains($0) }) {
            throw error("axis", "must be a number of an axis, got \(wrong)")
        }
        return axes
    }
}
