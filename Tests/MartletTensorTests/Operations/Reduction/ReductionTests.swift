// SPDX-License-Identifier: Apache-2.0
import MartletIR
import MartletRuntime
import MartletTensor
import MartletTesting
import Testing

@Suite struct ReductionTests {
    private let x = Tensor([[1, 2, 3], [4, 5, 6]])

    @Test func alongAxes() throws {
        #expect(try x.sum().elements() == [21])
        #expect(try x.sum([0]).elements() == [5, 7, 9])
        #expect(try x.sum([-1]).elements() == [6, 15])
        #expect(try x.sum([]).elements() == [1, 2, 3, 4, 5, 6])
        #expect(try x.product([1]).elements() == [6, 120])
        #expect(try x.max([0]).elements() == [4, 5, 6])
        #expect(try x.min().elements() == [1])
        #expect(try x.mean([0]).elements() == [2.5, 3.5, 4.5])
        #expect(try x.variance().elements() == [35.0 / 12].map { Double(Float($0)) })
        #expect(
            isClose(
                try x.standardDeviation([1]).elements(), [0.816496580927726, 0.816496580927726],
                tolerance: .float32))
    }

    @Test func dimensionsGoOrStay() {
        #expect(x.sum().shape == [])
        #expect(x.sum(keepingDimensions: true).shape == [1, 1])
        #expect(x.max([0], keepingDimensions: true).shape == [1, 3])
        #expect(x.mean([1]).shape == [2])
    }

    @Test func ofNothing() throws {
        let none = Tensor.zeros([0, 2])
        #expect(try none.sum([0]).elements() == [0, 0])
        #expect(try none.product().elements() == [1])
        #expect(try none.max([0]).elements() == [-.infinity, -.infinity])
        #expect(try none.min().elements() == [.infinity])
        #expect(try none.sum([1]).elements() == [])
        #expect(isClose(try none.mean().elements(), [.nan], tolerance: .exact))
        #expect(try Tensor.zeros([0], dtype: .int8).max().elements() == [-128])
        #expect(try Tensor.zeros([0], dtype: .uint8).min().elements() == [255])
        #expect(throws: GraphError.self) { try checking { none.argmax(0) } }
        #expect(try none.argmax(1).elements() == [])
    }

    @Test func letNaNThrough() throws {
        let y = Tensor([1, .nan, 3])
        for result in [y.sum(), y.max(), y.min(), y.mean(), y.product()] {
            #expect(try result.elements()[0].isNaN)
        }
        #expect(try y.argmax().elements() == [1])
        #expect(try y.argmin().elements() == [1])
    }

    @Test func wholeNumbersWrap() throws {
        #expect(try Tensor([100, 100], dtype: .int8).sum().elements() == [-56])
        #expect(try Tensor([16, 16], dtype: .uint8).product().elements() == [0])
    }

    @Test func meansNeedFractions() {
        let error = #expect(throws: GraphError.self) {
            try checking { Tensor([1, 2], dtype: .int32).mean() }
        }
        #expect(error?.hint == "convert it: x.cast(to: .float32)")
    }

    @Test func cumulativeSums() throws {
        #expect(try x.cumulativeSum(1).elements() == [1, 3, 6, 4, 9, 15])
        #expect(try x.cumulativeSum(-2).elements() == [1, 2, 3, 5, 7, 9])
        #expect(try x.cumulativeSum(1, reversed: true).elements() == [6, 5, 3, 15, 11, 6])
        #expect(throws: GraphError.self) { try checking { Tensor(1).cumulativeSum(0) } }
    }

    @Test func firstOfEqualsWins() throws {
        let y = Tensor([[2, 7, 7], [1, 1, 0]])
        #expect(try y.argmax().elements() == [1, 0])
        #expect(try y.argmin(0).elements() == [1, 1, 1])
        #expect(y.argmax().dtype == .int64)
        let large = Int64(1) << 60
        #expect(try Tensor(scalars: [large, large + 1], shape: [2]).argmax().scalar() == 1)
    }

    @Test func anyAndAll() throws {
        let truth = Tensor([[0, 1], [1, 1]], dtype: .bool)
        #expect(try truth.any([1]).elements() == [1, 1])
        #expect(try truth.all([1]).elements() == [0, 1])
        #expect(try (!truth).any([0]).elements() == [1, 0])
        #expect(try Tensor.zeros([0], dtype: .bool).any().elements() == [0])
        #expect(try Tensor.zeros([0], dtype: .bool).all().elements() == [1])
        #expect(try Tensor([-1, 0.5]).all().elements() == [1])
    }

    @Test func axesThatAreNotThereAreErrors() {
        for axes in [[2], [-3], [0, 0], [1, -1], [.max], [.min]] {
            let error = #expect(throws: GraphError.self) { try checking { x.sum(axes) } }
            #expect(error?.code == .axisOutOfRange)
        }
    }
}
