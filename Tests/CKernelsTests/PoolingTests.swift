// SPDX-License-Identifier: Apache-2.0
import CKernels
import Testing

@Suite struct PoolingTests {
    struct Case: Sendable {
        let window: SlidingWindow
        let channels: Int
    }

    static let cases = [
        Case(window: SlidingWindow(image: [1], size: [1]), channels: 1),
        Case(window: SlidingWindow(batch: 3, image: [28], size: [2], strides: [2]), channels: 5),
        Case(
            window: SlidingWindow(batch: 2, image: [27, 26], size: [2, 2], strides: [2, 2]),
            channels: 1),
        Case(window: SlidingWindow(image: [8, 6], size: [2, 2], strides: [2, 2]), channels: 64),
        Case(window: SlidingWindow(image: [9, 6], size: [2, 2], strides: [3, 2]), channels: 17),
        Case(
            window: SlidingWindow(
                batch: 2, image: [9, 11], size: [3, 3], strides: [2, 2], low: [1, 1],
                high: [1, 0]),
            channels: 3),
        Case(
            window: SlidingWindow(image: [7, 7], size: [3, 3], low: [2, 1], high: [0, 2]),
            channels: 33),
        Case(
            window: SlidingWindow(
                image: [13, 10], size: [3, 2], strides: [1, 2], dilation: [3, 4], low: [2, 3],
                high: [4, 0]),
            channels: 16),
        Case(
            window: SlidingWindow(
                batch: 2, image: [3, 5, 4], size: [2, 3, 2], strides: [1, 2, 3], low: [1, 0, 1]),
            channels: 6),
        Case(
            window: SlidingWindow(image: [2, 2], size: [3, 3], low: [6, 2], high: [5, 2]),
            channels: 2),
        Case(window: SlidingWindow(image: [14, 15], size: [14, 15]), channels: 20),
    ]

    enum Numbers: CaseIterable {
        case spread, equal, special
    }

    private func numbers(_ count: Int, _ kind: Numbers) -> [Float] {
        let numbers = scrambled(count, -2...2)
        switch kind {
        case .spread: return numbers
        case .equal: return numbers.map { $0.rounded() }
        case .special:
            let special: [Float] = [.nan, .infinity, -.infinity]
            return numbers.enumerated().map {
                $0.element > 1.3 ? special[$0.offset % 3] : $0.element
            }
        }
    }

    private func isClose(_ x: [Float], _ y: [Double]) -> Bool {
        guard x.count == y.count else { return false }
        return x.indices.allSatisfy {
            let (x, y) = (Double(x[$0]), y[$0])
            return x == y || (x.isNaN && y.isNaN) || abs(x - y) <= 1e-5 * (1 + abs(y))
        }
    }

    @Test(arguments: cases, Numbers.allCases) func equalsPlainLoops(given: Case, kind: Numbers) {
        let pooled = PooledImages(given.window, channels: given.channels) { numbers($0, kind) }
        for (run, isAverage) in [(ck_max_pool_run, false), (ck_average_pool_run, true)] {
            let expected = pooled.expected(isAverage: isAverage)
            let all = pooled.pool(run)
            #expect(isClose(all.result, expected.result))
            if !isAverage { #expect(all.notes.map(Int.init) == expected.notes) }
            let rectified = pooled.pool(run, isRectified: true).result
            #expect(isClose(rectified, expected.result.map { $0 <= 0 ? 0 : $0 }))
            let single = pooled.pool(run, inOneRange: false)
            #expect(single.result.map(\.bitPattern) == all.result.map(\.bitPattern))
            #expect(single.notes == all.notes)
        }
    }

    @Test(arguments: cases, Numbers.allCases) func gradientsEqualPlainLoops(
        given: Case, kind: Numbers
    ) {
        let pooled = PooledImages(given.window, channels: given.channels) { numbers($0, kind) }
        for (run, isAverage) in [
            (ck_max_pool_gradient_run, false), (ck_average_pool_gradient_run, true),
        ] {
            let expected = pooled.expected(isAverage: isAverage)
            let notes = expected.notes.map(UInt8.init)
            let all = pooled.gradient(run, notes: notes)
            #expect(isClose(all, expected.gradient))
            let single = pooled.gradient(run, notes: notes, inOneRange: false)
            #expect(single.map(\.bitPattern) == all.map(\.bitPattern))
        }
    }

    @Test func aNoteNamesAtMost255Elements() {
        var pooling = CKPooling()
        pooling.window = SlidingWindow(image: [20, 20], size: [15, 17]).described
        #expect(ck_max_pool_supported(&pooling))
        pooling.window = SlidingWindow(image: [20, 20], size: [16, 16]).described
        #expect(!ck_max_pool_supported(&pooling))
        pooling.window = SlidingWindow(image: [300], size: [256]).described
        #expect(!ck_max_pool_supported(&pooling))
    }
}
