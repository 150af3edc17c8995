// SPDX-License-Identifier: Apache-2.0
import MartletIR
import MartletRuntime
import MartletTensor
import MartletTesting
import Testing

@Suite struct ArithmeticTests {
    @Test func wholeNumbersWrap() throws {
        let x = Tensor([127, -128], dtype: .int8)
        #expect(try (x + 1).elements() == [-128, -127])
        #expect(try (x - 1).elements() == [126, 127])
        #expect(try (x * 2).elements() == [-2, 0])
        #expect(try (-x).elements() == [-127, -128])
        #expect(try x.absolute().elements() == [127, -128])
        #expect(try (Tensor([3], dtype: .uint8) - 5).elements() == [254])
    }

    @Test func int64IsExact() throws {
        let large = (Int64(1) << 60) + 1
        let x = Tensor(scalars: [large, -large, .min], shape: [3])
        #expect(try x.host().integers == [large, -large, .min])
        #expect(try (-x).host().integers == [-large, large, .min])
        #expect(try x.absolute().host().integers == [large, large, .min])
        #expect(try x.sign().host().integers == [1, -1, -1])
        #expect(try (x + x).host().integers == [large &+ large, -large &- large, 0])
        #expect(try x.max().host().integers == [large])
        #expect(try x[.range(0, 2)].sum().host().integers == [0])
    }

    @Test func quotientsOfZeroAndInfinity() throws {
        let x = Tensor([1, -1, 0, .infinity])
        let result = try (x / Tensor([0])).elements()
        #expect(isClose(result, [.infinity, -.infinity, .nan, .infinity], tolerance: .exact))
        #expect(throws: GraphError.self) {
            try checking { Tensor([1], dtype: .int32) / Tensor([1], dtype: .int32) }
        }
    }

    @Test func theSignOfZeroIsKept() throws {
        #expect(try (1 / Tensor(0)).scalar() == .infinity)
        #expect(try (1 / Tensor(-0.0)).scalar() == -.infinity)
        #expect(try (Tensor([1]) / Tensor.full([1], -0.0)).elements() == [-.infinity])
    }

    static let remainders: [(Double, Double, Double)] = [
        (7, 3, 1), (-7, 3, 2), (7, -3, -2), (-7, -3, -1), (5.5, 2, 1.5), (-0.5, 2, 1.5),
        (5, .infinity, 5), (-5, .infinity, .infinity), (6, 3, 0), (-6, 3, 0), (1, 0, .nan),
        (.infinity, 2, .nan), (.nan, 2, .nan),
    ]

    @Test(arguments: remainders)
    func remaindersHaveTheDivisorsSign(x: Double, y: Double, expected: Double) throws {
        let result = Tensor([x], dtype: .float64).remainder(
            dividingBy: Tensor([y], dtype: .float64))
        #expect(isClose(try result.elements(), [expected], tolerance: .exact))
        guard x.isFinite, y.isFinite, x == x.rounded() else { return }
        let whole = Tensor([x], dtype: .int32).remainder(dividingBy: Tensor([y], dtype: .int32))
        #expect(try whole.elements() == [expected.isNaN ? 0 : expected])
    }

    @Test func remaindersOfExtremesDoNotTrap() throws {
        let x = Tensor(scalars: [Int64.min, .max, .min, .min], shape: [4])
        let y = Tensor(scalars: [Int64(-1), .min, .max, 0], shape: [4])
        #expect(try x.remainder(dividingBy: y).host().integers == [0, -1, .max - 1, 0])
    }

    static let powers: [(Double, Double, Double)] = [
        (2, 10, 1024), (2, -1, 0.5), (0, 0, 1), (-2, 3, -8), (-2, 0.5, .nan), (.nan, 0, 1),
        (0, -1, .infinity),
    ]

    @Test(arguments: powers)
    func powersAreThoseOfTheCLibrary(x: Double, y: Double, expected: Double) throws {
        let result = Tensor([x], dtype: .float64).raised(to: Tensor([y], dtype: .float64))
        #expect(isClose(try result.elements(), [expected], tolerance: .float64))
    }

    @Test func wholePowersWrapAndNegativeOnesAreZero() throws {
        let x = Tensor([2, 3, 7, 10], dtype: .int32)
        #expect(
            try x.raised(to: Tensor([31, 4, 0, -2], dtype: .int32)).elements() == [
                -2_147_483_648, 81, 1, 0,
            ])
    }

    @Test func extremaLetNaNThrough() throws {
        let (x, y) = (Tensor([1, .nan, 3, .nan]), Tensor([2, 2, .nan, .nan]))
        #expect(
            isClose(try Tensor.maximum(x, y).elements(), [2, .nan, .nan, .nan], tolerance: .exact))
        #expect(
            isClose(try Tensor.minimum(x, y).elements(), [1, .nan, .nan, .nan], tolerance: .exact))
        #expect(try Tensor.maximum(Tensor([1, 5], dtype: .int8), 3).elements() == [3, 5])
    }

    @Test func comparisonsWithNaNAreFalse() throws {
        let (x, y) = (Tensor([.nan, 1]), Tensor([.nan, .nan]))
        #expect(try (x .== y).elements() == [0, 0])
        #expect(try (x .!= y).elements() == [1, 1])
        #expect(try (x .< y).elements() == [0, 0])
        #expect(try (x .>= y).elements() == [0, 0])
    }

    @Test func largeWholeNumbersCompareExactly() throws {
        let large = Int64(1) << 60
        let (x, y) = (Tensor(scalars: [large], shape: []), Tensor(scalars: [large + 1], shape: []))
        #expect(try (x .== y).scalar() == 0)
        #expect(try (x .< y).scalar() == 1)
    }
}
