// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import MartletCLI

@Suite struct AxisTests {
    @Test func ticksAreRound() {
        #expect(
            Axis([0.13, 0.97], isWhole: false).ticks.map { ($0 * 10).rounded() } == [
                0, 2, 4, 6, 8, 10,
            ])
        #expect(Axis([1, 20], isWhole: true).ticks == [5, 10, 15, 20])
        #expect(Axis([1, 3], isWhole: true).ticks == [1, 2, 3])
    }

    @Test func valuesLieOnTheAxis() {
        let axis = Axis([0.013, 0.42, 0.2], isWhole: false)
        for value in [0.013, 0.2, 0.42] { #expect((0...1).contains(axis.share(value))) }
    }

    @Test func oneValueHasAnAxisToo() {
        let axis = Axis([3, 3], isWhole: false)
        #expect(axis.ticks.count > 1)
        #expect((0...1).contains(axis.share(3)))
    }
}
