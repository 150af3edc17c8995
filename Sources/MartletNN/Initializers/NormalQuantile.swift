// SPDX-License-Identifier: Apache-2.0
private import MartletSystem

/// The inverse of the normal distribution function, for probabilities that are not extreme.
///
/// Source: Wichura, "Algorithm AS 241: the percentage points of the normal distribution", Applied Statistics 37,
/// 1988; about 16 digits.
enum NormalQuantile {
    /// The number below which a normal number lies with the given probability, within 10⁻¹¹ … 1 − 10⁻¹¹.
    static func at(_ probability: Double) -> Double {
        let offset = probability - 0.5
        if abs(offset) <= 0.425 {
            let square = 0.180625 - offset * offset
            return offset * ratio(square, centre)
        }
        let nearest = min(probability, 1 - probability)
        let distance = ratio((-log(nearest)).squareRoot() - 1.6, shoulder)
        return offset < 0 ? -distance : distance
    }

    private typealias Polynomials = (numerator: SIMD8<Double>, denominator: SIMD8<Double>)

    /// Two polynomials of degree 7 at `x`, by Horner's rule, one divided by the other.
    private static func ratio(_ x: Double, _ polynomials: Polynomials) -> Double {
        var (above, below) = (polynomials.numerator[7], polynomials.denominator[7])
        for degree in (0..<7).reversed() {
            above = above * x + polynomials.numerator[degree]
            below = below * x + polynomials.denominator[degree]
        }
        return above / below
    }

    private static let centre: Polynomials = (
        SIMD8(
            3.387_132_872_796_366_608_0, 133.141_667_891_784_377_45,
            1_971.590_950_306_551_442_7, 13_731.693_765_509_461_125,
            45_921.953_931_549_871_457, 67_265.770_927_008_700_853,
            33_430.575_583_588_128_105, 2_509.080_928_730_122_672_7),
        SIMD8(
            1, 42.313_330_701_600_911_252, 687.187_007_492_057_908_30,
            5_394.196_021_424_751_107_7, 21_213.794_301_586_595_867,
            39_307.895_800_092_710_610, 28_729.085_735_721_942_674,
            5_226.495_278_852_854_561_0)
    )
    private static let shoulder: Polynomials = (
        SIMD8(
            1.423_437_110_749_683_577_34, 4.630_337_846_156_545_295_90,
            5.769_497_221_460_691_405_50, 3.647_848_324_763_204_605_04,
            1.270_458_252_452_368_382_58, 0.241_780_725_177_450_611_770,
            0.022_723_844_989_269_184_583_3, 7.745_450_142_783_414_076_40e-4),
        SIMD8(
            1, 2.053_191_626_637_758_821_87, 1.676_384_830_183_803_849_40,
            0.689_767_334_985_100_004_550, 0.148_103_976_427_480_074_590,
            0.015_198_666_563_616_457_196_6, 5.475_938_084_995_344_946_00e-4,
            1.050_750_071_644_416_843_24e-9)
    )
}
