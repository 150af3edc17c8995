// SPDX-License-Identifier: Apache-2.0
import MartletIR
import MartletTensor
import MartletTesting
import Testing

@Suite struct MatMulTests {
    private let a = Tensor([[1, 2], [3, 4]])

    @Test func multipliesRowsByColumns() throws {
        #expect(try a.matmul(Tensor([[5, 6], [7, 8]])).elements() == [19, 22, 43, 50])
        #expect(try Tensor([[1, 2]]).matmul(Tensor([[3], [4]])).elements() == [11])
    }

    @Test func vectorsAreRowsOnTheLeftAndColumnsOnTheRight() throws {
        let v = Tensor([1, 10])
        #expect(try v.matmul(a).elements() == [31, 42])
        #expect(try a.matmul(v).elements() == [21, 43])
        #expect(v.matmul(v).shape == [])
        #expect(try v.matmul(v).elements() == [101])
        #expect(v.matmul(Tensor.zeros([5, 2, 3])).shape == [5, 3])
        #expect(Tensor.zeros([5, 3, 2]).matmul(v).shape == [5, 3])
        #expect(Tensor.zeros([0]).matmul(Tensor.zeros([0, 3])).shape == [3])
    }

    @Test func batchesBroadcast() throws {
        let batch = Tensor([[[1, 0], [0, 1]], [[0, 1], [1, 0]]])
        #expect(try batch.matmul(a).elements() == [1, 2, 3, 4, 3, 4, 1, 2])
        #expect(Tensor.zeros([4, 1, 2, 3]).matmul(.zeros([5, 3, 2])).shape == [4, 5, 2, 2])
        #expect(throws: GraphError.self) {
            try checking { Tensor.zeros([2, 2, 3]).matmul(.zeros([3, 3, 2])) }
        }
    }

    @Test func wholeNumbersWrap() throws {
        let x = Tensor([[100, 100]], dtype: .int8)
        #expect(try x.matmul(Tensor([[2], [1]], dtype: .int8)).elements() == [44])
    }

    @Test func emptySumsAreZero() throws {
        #expect(try Tensor.zeros([2, 0]).matmul(.zeros([0, 2])).elements() == [0, 0, 0, 0])
        #expect(Tensor.zeros([0, 2]).matmul(a).shape == [0, 2])
    }

    static let mismatches: [(Shape, Shape)] = [
        ([2, 3], [4, 5]), ([2, 3], [2, 3]), ([3], [2, 3]), ([2, 3], [2]), ([], [2, 2]),
        ([2, 2], []),
    ]

    @Test(arguments: mismatches)
    func innerSizesMustAgree(left: Shape, right: Shape) {
        let error = #expect(throws: GraphError.self) {
            try checking { Tensor.uniform(left, seed: 1).matmul(.uniform(right, seed: 2)) }
        }
        #expect(error?.code == .shapeMismatch)
    }
}
