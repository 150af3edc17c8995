// SPDX-License-Identifier: Apache-2.0
import MartletIR
import Testing

@Suite struct HalfPrecisionTests {
    @Test func everyFloat16SurvivesTheRoundTrip() {
        for bits in UInt16.min...UInt16.max {
            let value = HalfPrecision.float(fromFloat16: bits)
            if value.isNaN {
                #expect(HalfPrecision.float(fromFloat16: HalfPrecision.float16(from: value)).isNaN)
            } else if HalfPrecision.float16(from: value) != bits {
                Issue.record("\(bits) → \(value) → \(HalfPrecision.float16(from: value))")
            }
        }
    }

    @Test func everyBFloat16SurvivesTheRoundTrip() {
        for bits in UInt16.min...UInt16.max {
            let value = HalfPrecision.float(fromBFloat16: bits)
            if value.isNaN {
                #expect(
                    HalfPrecision.float(fromBFloat16: HalfPrecision.bfloat16(from: value)).isNaN)
            } else if HalfPrecision.bfloat16(from: value) != bits {
                Issue.record("\(bits) → \(value) → \(HalfPrecision.bfloat16(from: value))")
            }
        }
    }

    static let float16: [(Double, Double)] = [
        (1, 1), (65504, 65504), (65519, 65504), (65520, .infinity), (-70000, -.infinity),
        (1 + 0x1p-11, 1), (1 + 0x1p-11 + 0x1p-20, 1 + 0x1p-10), (1 + 3 * 0x1p-11, 1 + 0x1p-9),
        (0x1p-24, 0x1p-24), (0x1p-25, 0), (0x1p-25 + 0x1p-40, 0x1p-24), (0x1p-14, 0x1p-14),
        (0x1p-14 - 0x1p-26, 0x1p-14), (1e-300, 0), (1e300, .infinity),
        // Rounded to float32 first, this would become the tie 1 + 2⁻¹¹ and then 1.
        (1 + 0x1p-11 + 0x1p-40, 1 + 0x1p-10), (1 + 0x1p-11 - 0x1p-40, 1),
        (-1 - 0x1p-11 - 0x1p-40, -1 - 0x1p-10),
    ]

    @Test(arguments: float16)
    func float16RoundsOnceTiesToEven(value: Double, expected: Double) {
        #expect(
            Double(HalfPrecision.float(fromFloat16: HalfPrecision.float16(from: value))) == expected
        )
    }

    static let bfloat16: [(Double, Double)] = [
        (1, 1), (1 + 0x1p-8, 1), (1 + 3 * 0x1p-8, 1 + 0x1p-6), (1 + 0x1p-8 + 0x1p-30, 1 + 0x1p-7),
        (1 + 0x1p-8 + 0x1p-45, 1 + 0x1p-7), (3.4e38, .infinity), (-1e300, -.infinity),
        (3.3e38, 0x1p127 * 1.9375),
    ]

    @Test(arguments: bfloat16)
    func bfloat16RoundsOnceTiesToEven(value: Double, expected: Double) {
        let result = Double(HalfPrecision.float(fromBFloat16: HalfPrecision.bfloat16(from: value)))
        #expect(result == expected)
    }

    @Test func signsAndNaNsSurvive() {
        #expect(HalfPrecision.float16(from: -0.0 as Double) == 0x8000)
        #expect(HalfPrecision.bfloat16(from: -0.0 as Double) == 0x8000)
        #expect(HalfPrecision.float(fromFloat16: HalfPrecision.float16(from: Double.nan)).isNaN)
        #expect(HalfPrecision.float(fromBFloat16: HalfPrecision.bfloat16(from: Double.nan)).isNaN)
    }

    #if !(os(macOS) && arch(x86_64))
        @Test func agreesWithTheCompilersFloat16() {
            var bits: UInt32 = 12345
            for _ in 0..<100_000 {
                bits = bits &* 1_664_525 &+ 1_013_904_223
                let value = Float(bitPattern: bits)
                if value.isNaN { continue }
                if HalfPrecision.float16(from: value) != Float16(value).bitPattern {
                    Issue.record("\(value): \(HalfPrecision.float16(from: value))")
                }
                let wide = Double(value) * 1.000000119
                if HalfPrecision.float16(from: wide) != Float16(wide).bitPattern {
                    Issue.record("\(wide): \(HalfPrecision.float16(from: wide))")
                }
            }
        }
    #endif
}
