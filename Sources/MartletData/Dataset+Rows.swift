// SPDX-License-Identifier: Apache-2.0
import MartletIR

extension Dataset {
    /// The examples of the given numbers, in that order; a number may come twice.
    ///
    /// - Throws: ``DataError`` if there is no such example.
    public func subset(_ rows: [Int]) throws -> Dataset {
        if let missing = rows.first(where: { $0 < 0 || $0 >= count }) {
            throw DataError(.notFound, "\(name) has no example \(missing): it has \(count)")
        }
        return try replacing(
            inputs: inputs.map { $0.replacing($0.values.rows(rows)) },
            targets: targets.map { $0.rows(rows) }, weights: weights?.rows(rows))
    }

    /// The examples whose numbers are in `range`, without copying where memory allows it.
    ///
    /// - Throws: ``DataError`` if the range goes beyond the data.
    public func subset(_ range: Range<Int>) throws -> Dataset {
        guard range.lowerBound >= 0, range.upperBound <= count else {
            throw DataError(
                .notFound,
                "\(name) has no examples \(range.lowerBound)..<\(range.upperBound): it has \(count)"
            )
        }
        return try replacing(
            inputs: inputs.map { $0.replacing($0.values.rows(range)) },
            targets: targets.map { $0.rows(range) }, weights: weights?.rows(range))
    }

    /// The first examples: `length` of them, or all if there are fewer.
    ///
    /// - Throws: ``DataError`` if `length` is negative.
    public func prefix(_ length: Int) throws -> Dataset {
        guard length >= 0 else {
            throw DataError(.invalidValue, "cannot take the first \(length) examples of \(name)")
        }
        return try subset(0..<min(length, count))
    }

    /// The same examples in an order that depends on `seed` alone.
    ///
    /// Training shuffles by itself, anew in each epoch; this is for data that shall be looked at in another order.
    public func shuffled(seed: UInt64) throws -> Dataset {
        try subset(EpochOrder.shuffled(count: count, seed: seed))
    }
}

extension Features {
    /// Other stored numbers, scaled alike.
    func replacing(_ values: HostTensor) -> Features {
        Features(values, scale: scale, offset: offset)
    }
}
