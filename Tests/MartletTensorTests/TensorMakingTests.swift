// SPDX-License-Identifier: Apache-2.0
import MartletIR
import MartletTensor
import MartletTesting
import Testing

@Suite struct TensorMakingTests {
    @Test func nestedArrays() throws {
        #expect(Tensor([1, 2, 3]).shape == [3])
        #expect(Tensor([[1, 2, 3], [4, 5, 6]]).shape == [2, 3])
        #expect(Tensor([[[1], [2]]]).shape == [1, 2, 1])
        #expect(Tensor([[[[1, 2]]]], dtype: .int8).type == TensorType([1, 1, 1, 2], .int8))
        #expect(try Tensor([[1, 2], [3, 4]]).elements() == [1, 2, 3, 4])
        #expect(Tensor([[Double]](), dtype: .int32).type == TensorType([0], .int32))
        #expect(Tensor([[], []] as [[Double]]).shape == [2, 0])
    }

    @Test func raggedRowsAreAnError() {
        #expect(throws: GraphError.self) { try checking { Tensor([[1, 2], [3]]) } }
        #expect(throws: GraphError.self) { try checking { Tensor([[[1], [2]], [[3]]]) } }
    }

    @Test func scalarsMustFillTheShape() throws {
        #expect(try Tensor(scalars: [Int32(7), -1], shape: [1, 2]).elements() == [7, -1])
        let error = #expect(throws: GraphError.self) {
            try checking { Tensor(scalars: [1.0, 2.0], shape: [3]) }
        }
        #expect(error?.description.contains("2 scalars do not fill the shape [3]") == true)
    }

    @Test(arguments: DType.allCases)
    func filled(dtype: DType) throws {
        #expect(try Tensor.zeros([2, 2], dtype: dtype).elements() == [0, 0, 0, 0])
        #expect(try Tensor.ones([2], dtype: dtype).elements() == [1, 1])
        #expect(try Tensor.full([], 1, dtype: dtype).elements() == [1])
        #expect(try Tensor.ones([0, 2], dtype: dtype).elements() == [])
        #expect(Tensor.zeros(like: .ones([3, 1], dtype: dtype)).type == TensorType([3, 1], dtype))
        #expect(Tensor.ones(like: .zeros([], dtype: dtype)).type == TensorType([], dtype))
    }

    @Test func rangesAndIdentity() throws {
        #expect(try Tensor.range(4).elements() == [0, 1, 2, 3])
        #expect(Tensor.range(4).dtype == .int64)
        #expect(try Tensor.range(0).elements() == [])
        #expect(try Tensor.range(300, dtype: .uint8).elements()[257] == 1)
        #expect(try Tensor.identity(3).elements() == [1, 0, 0, 0, 1, 0, 0, 0, 1])
        #expect(try Tensor.identity(0).elements() == [])
        #expect(throws: GraphError.self) { try checking { Tensor.range(-1) } }
        #expect(throws: GraphError.self) { try checking { Tensor.identity(-1) } }
    }
}
