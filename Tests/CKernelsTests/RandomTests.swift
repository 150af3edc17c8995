// SPDX-License-Identifier: Apache-2.0
import CKernels
import Testing

@Suite struct RandomTests {
    /// Random123's known answers.
    static let known: [(UInt64, UInt64, UInt64, [UInt32])] = [
        (0, 0, 0, [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]),
        (.max, .max, .max, [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]),
        (
            0x299f_31d0_a409_3822, 0x0370_7344_1319_8a2e, 0x85a3_08d3_243f_6a88,
            [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1]
        ),
    ]

    @Test(arguments: known)
    func givesTheKnownAnswers(seed: UInt64, stream: UInt64, block: UInt64, lanes: [UInt32]) {
        var result = [UInt32](repeating: 0, count: 4)
        ck_philox_block(seed, stream, block, &result)
        #expect(result == lanes)
    }

    private func fill<Element>(_ type: CKType, isNormal: Bool, count: Int, zero: Element)
        -> [Element]
    {
        var elements = [Element](repeating: zero, count: count)
        var seed: Int64 = 42
        elements.withUnsafeMutableBytes { elements in
            withUnsafePointer(to: &seed) { seed in
                var random = CKRandom(
                    type: type, is_normal: isNormal, seed: seed, stream: 7, count: Int64(count),
                    destination: elements.baseAddress)
                #expect(Cut.whole.run(ck_random_run, on: random, units: ck_random_units(&random)))
            }
        }
        return elements
    }

    @Test func anElementDependsOnItsIndexOnly() {
        let long = fill(.float32, isNormal: false, count: 5000, zero: Float(0))
        for count in [1, 3, 255, 257, 1023] {
            let short = fill(.float32, isNormal: false, count: count, zero: Float(0))
            #expect(short == Array(long.prefix(count)))
        }
        #expect(long.allSatisfy { $0 >= 0 && $0 < 1 })
        let mean = long.reduce(0, +) / 5000
        #expect(abs(mean - 0.5) < 0.02)
    }

    @Test func normalNumbersHaveTheirMoments() {
        let x = fill(.float64, isNormal: true, count: 20_001, zero: 0.0)
        let mean = x.reduce(0, +) / Double(x.count)
        let variance = x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(x.count)
        #expect(abs(mean) < 0.03)
        #expect(abs(variance - 1) < 0.05)
        let single = fill(.float32, isNormal: true, count: 301, zero: Float(0))
        #expect(single == x.prefix(301).map(Float.init))
    }
}
