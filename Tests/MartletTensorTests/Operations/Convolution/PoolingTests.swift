// SPDX-License-Identifier: Apache-2.0
import MartletIR
import MartletRuntime
import MartletTensor
import MartletTesting
import Testing

@Suite struct PoolingTests {
    private let image = Tensor([[[[1], [2], [3]], [[4], [5], [6]], [[7], [8], [9]]]])

    @Test func greatestAndMean() throws {
        #expect(try image.maxPooled([2, 2]).elements() == [5])
        #expect(try image.maxPooled([2, 2], strides: [1, 1]).elements() == [5, 6, 8, 9])
        #expect(try image.averagePooled([2, 2], strides: [1, 1]).elements() == [3, 4, 6, 7])
        #expect(try image.maxPooled([3, 1]).elements() == [7, 8, 9])
    }

    @Test func paddingNeitherWinsNorCounts() throws {
        #expect(try (-image).maxPooled([2, 2], padding: .same).elements() == [-1, -3, -7, -9])
        #expect(try image.averagePooled([2, 2], padding: .same).elements() == [3, 4.5, 7.5, 9])
    }

    @Test func theReferenceLetsNaNThrough() throws {
        let row = Tensor([[[1], [.nan], [3], [4]]])
        let result = try Device.with(.reference) { try row.maxPooled([2]).scalars() }
        #expect(isClose(result, [.nan, 4], tolerance: .exact))
    }

    @Test func theFirstOfEqualsGetsTheGradient() throws {
        let flat = Tensor.ones([1, 4, 1])
        let seed = Tensor([[[3], [5]]])
        let window = try Window(size: [2], strides: [2], padding: .valid, over: [4])
        #expect(
            try Tensor(MaxPoolingGradient(window: window), flat, seed).elements() == [3, 0, 5, 0])
    }

    @Test func mistakes() {
        let wrong: [@Sendable () -> Tensor] = [
            { image.maxPooled([4, 4]) }, { image.maxPooled([2]) }, { image.maxPooled([0, 2]) },
            { image.averagePooled([2, 2], strides: [0, 0]) },
            { image.averagePooled([2, 2], strides: [1]) },
            { image.maxPooled([.max, .max], padding: .same) },
            { image.cast(to: .int8).averagePooled([2, 2]) },
            { image.cast(to: .bool).maxPooled([2, 2]) },
            { Tensor(1).maxPooled([]) }, { Tensor.zeros([3]).maxPooled([]) },
            { Tensor.zeros([1, 0, 0, 1]).averagePooled([2, 2]) },
            { image.maxPooled([2, 2], padding: .explicit(low: [2, 0], high: [0, 0])) },
            { image.averagePooled([2, 2], padding: .explicit(low: [0, 0], high: [0, 3])) },
        ]
        for make in wrong { #expect(throws: GraphError.self) { try checking(make) } }
    }

    @Test func wholeNumbersHaveAGreatest() throws {
        let image = Tensor([-5, -128, 7, -1, -3, -9], dtype: .int8).reshaped(to: [1, 6, 1])
        #expect(image.maxPooled([2]).dtype == .int8)
        #expect(try image.maxPooled([2]).elements() == [-5, 7, -3])
        let wide = Tensor(
            HostTensor(integers: [9_007_199_254_740_993, 9_007_199_254_740_992], shape: [1, 2, 1]))
        #expect(try wide.maxPooled([2]).host().integers == [9_007_199_254_740_993])
    }

    @Test func emptyBatches() throws {
        #expect(try Tensor.zeros([0, 4, 1]).maxPooled([2]).elements() == [])
        #expect(Tensor.zeros([2, 4, 0]).averagePooled([2]).shape == [2, 2, 0])
    }
}
