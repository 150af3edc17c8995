// SPDX-License-Identifier: Apache-2.0
import MartletIR
import Testing

@testable import MartletData

@Suite struct EpochOrderTests {
    @Test(arguments: [0, 1, 2, 3, 1_000])
    func isAPermutation(count: Int) {
        #expect(EpochOrder.shuffled(count: count, seed: 1).sorted() == Array(0..<count))
    }

    /// Every number comes to every place about as often: χ² over 8 × 8 cells.
    @Test func isFair() {
        let (size, trials) = (8, 4_000)
        var counts = [Double](repeating: 0, count: size * size)
        for epoch in 0..<trials {
            let order = EpochOrder.shuffled(count: size, seed: 11, epoch: epoch)
            for (place, number) in order.enumerated() { counts[place * size + number] += 1 }
        }
        let expected = Double(trials) / Double(size)
        let chiSquared = counts.map { ($0 - expected) * ($0 - expected) / expected }.reduce(0, +)
        // 49 degrees of freedom: mean 49, deviation √98 ≈ 10.
        #expect(chiSquared > 15 && chiSquared < 100)
    }

    @Test func neighbouringSeedsAndEpochsDiffer() {
        let orders = (0..<10 as Range<UInt64>).flatMap { seed in
            (0..<10).map { EpochOrder.shuffled(count: 20, seed: seed, epoch: $0) }
        }
        #expect(Set(orders).count == 100)
    }

    /// The order is part of what a saved run means: it must not change from one release to the next.
    @Test func isTheSameInEveryRelease() {
        #expect(
            EpochOrder.shuffled(count: 10, seed: 7, epoch: 3) == [2, 9, 0, 1, 7, 8, 5, 4, 6, 3])
    }
}
