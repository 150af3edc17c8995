// SPDX-License-Identifier: Apache-2.0
import MartletIR

/// How many examples to set aside: a part of them, or a number.
public enum SplitSize: Sendable, ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral {
    /// A part between 0 and 1, rounded up to whole examples.
    case fraction(Double)
    /// A number of examples.
    case count(Int)

    /// That part of the examples.
    public init(floatLiteral value: Double) { self = .fraction(value) }
    /// That number of examples.
    public init(integerLiteral value: Int) { self = .count(value) }

    /// How many of `total` examples that is; some must be set aside, and some must be left.
    func examples(of total: Int, in name: String) throws -> Int {
        switch self {
        case .fraction(let part):
            guard part > 0, part < 1 else {
                throw DataError(
                    .invalidValue,
                    "the part of \(name) to set aside must lie between 0 and 1, not \(part)",
                    hint: "0.2 sets a fifth aside; a whole number sets as many examples aside")
            }
            let number = Int((part * Double(total)).rounded(.up))
            return try SplitSize.count(number).examples(of: total, in: name)
        case .count(let number):
            guard number > 0, number < total else {
                throw DataError(
                    .invalidValue, "cannot set \(number) of the \(total) examples of \(name) aside",
                    hint: "at least one example must be on either side")
            }
            return number
        }
    }
}

extension Dataset {
    /// Sets some examples aside for testing, at random.
    ///
    /// ```swift
    /// let (train, test) = try data.trainTestSplit(testSize: 0.2, seed: 7)
    /// ```
    /// - Parameters:
    ///   - testSize: The part of the examples (`0.2`, rounded up as scikit-learn does) or their number (`100`).
    ///   - seed: Decides which examples; the same seed gives the same split everywhere.
    ///   - stratified: Whether both sides shall hold each class in the same proportion.
    /// - Returns: The examples to learn from, and those set aside, each in random order.
    /// - Throws: ``DataError`` if a side would be empty, or, for a stratified split, if the first target is
    ///   not a label or a class has fewer than two examples.
    public func trainTestSplit(
        testSize: SplitSize = 0.25, seed: UInt64, stratified: Bool = false
    ) throws -> (train: Dataset, test: Dataset) {
        let testCount = try testSize.examples(of: count, in: name)
        var order = EpochOrder.shuffled(count: count, seed: seed)
        if stratified { order = try stratifiedOrder(order, testCount: testCount) }
        return (
            try subset(Array(order[testCount...])), try subset(Array(order[..<testCount]))
        )
    }

    /// Sets the last part of the examples aside, before any shuffling, as Keras' `validation_split` does.
    ///
    /// The first ⌊count · (1 − fraction)⌋ examples remain for training.
    /// - Throws: ``DataError`` if `fraction` is not between 0 and 1 or a side would be empty.
    public func validationSplit(
        _ fraction: Double
    ) throws -> (train: Dataset, validation: Dataset) {
        _ = try SplitSize.fraction(fraction).examples(of: max(count, 2), in: name)
        let boundary = Int(Double(count) * (1 - fraction))
        guard boundary > 0, boundary < count else {
            throw DataError(
                .invalidValue,
                "a validation split of \(fraction) leaves \(boundary) of the \(count) examples of \(name)",
                hint: "at least one example must be on either side")
        }
        return (try subset(0..<boundary), try subset(boundary..<count))
    }

    /// `order` with its first `testCount` places given to the classes in proportion to their size.
    private func stratifiedOrder(_ order: [Int], testCount: Int) throws -> [Int] {
        let labels = try labels()
        let groups = Dictionary(grouping: order) { labels[$0] }.sorted { $0.key < $1.key }
        if let single = groups.first(where: { $0.value.count < 2 }) {
            throw DataError(
                .invalidValue,
                "class \(single.key) of \(name) has a single example (row \(single.value[0]))",
                hint: "a stratified split needs at least two of each class")
        }
        guard testCount >= groups.count, count - testCount >= groups.count else {
            throw DataError(
                .invalidValue,
                "\(testCount) and \(count - testCount) examples cannot both hold all \(groups.count) classes"
            )
        }
        let shares = Self.shares(of: testCount, among: groups.map(\.value.count))
        let test = zip(groups, shares).flatMap { $0.value.prefix($1) }
        let isTest = Set(test)
        // Both sides keep the shuffled order, so that classes are mixed within them.
        return order.filter { isTest.contains($0) } + order.filter { !isTest.contains($0) }
    }

    /// `total` shared out in proportion to `sizes`: whole parts first, then one each by the largest remainder.
    private static func shares(of total: Int, among sizes: [Int]) -> [Int] {
        let sum = sizes.reduce(0, +)
        let exact = sizes.map { Double($0) * Double(total) / Double(sum) }
        var shares = exact.map { Int($0) }
        let byRemainder = sizes.indices.sorted {
            let (left, right) = (exact[$0] - Double(shares[$0]), exact[$1] - Double(shares[$1]))
            return left == right ? $0 < $1 : left > right
        }
        for index in byRemainder.prefix(total - shares.reduce(0, +)) { shares[index] += 1 }
        return shares
    }
}
