// SPDX-License-Identifier: Apache-2.0
import MartletCompiler
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

    @Test func sumsOfBytesAreInt32() throws {
        let (x, y) = (Tensor([[100, 100]], dtype: .int8), Tensor([[2], [1]], dtype: .int8))
        for product in [x.matmul(y), x.matmul(y, accumulating: .int32)] {
            #expect(product.dtype == .int32)
            #expect(try product.elements() == [300])
        }
        let mixed = Tensor([[200, 255]], dtype: .uint8).matmul(Tensor([[-2], [-1]], dtype: .int8))
        #expect(try mixed.elements() == [-655])
    }

    @Test func widerWholeNumbersWrap() throws {
        let x = Tensor([[2_000_000_000, 2_000_000_000]], dtype: .int32)
        let y = Tensor([[1], [1]], dtype: .int32)
        #expect(try x.matmul(y).elements() == [-294_967_296])
    }

    @Test func halvesMayGiveSinglePrecision() throws {
        let x = Tensor([[256, 1]], dtype: .bfloat16)
        let y = Tensor([[1], [1]], dtype: .bfloat16)
        #expect(try x.matmul(y).elements() == [256])
        let wide = x.matmul(y, accumulating: .float32)
        #expect(wide.dtype == .float32)
        #expect(try wide.elements() == [257])
        #expect(x.matmul(y, accumulating: .bfloat16).dtype == .bfloat16)
    }

    @Test func theGradientOfAWideProductHasTheOperandsType() throws {
        let x = Tensor([[1, 2]], dtype: .bfloat16)
        let y = Tensor([[3], [4]], dtype: .bfloat16)
        let found = gradients(of: x.matmul(y, accumulating: .float32).squared().sum(), by: [x, y])
        #expect(found.map(\.dtype) == [.bfloat16, .bfloat16])
        #expect(try found[0].elements() == [66, 88])
        #expect(try found[1].elements() == [22, 44])
    }

    static let refused: [(DType, DType, DType)] = [
        (.int8, .int8, .int8), (.int8, .uint8, .int64), (.float32, .float32, .float64),
        (.bfloat16, .bfloat16, .float16), (.float64, .float64, .float32),
        (.int32, .int32, .int64), (.bool, .bool, .int32), (.int8, .bfloat16, .float32),
    ]

    @Test(arguments: refused)
    func otherSumsAreRefused(_ left: DType, _ right: DType, _ sum: DType) {
        let error = #expect(throws: GraphError.self) {
            let (x, y) = (Tensor.zeros([2, 2], dtype: left), Tensor.zeros([2, 2], dtype: right))
            return try checking { x.matmul(y, accumulating: sum) }
        }
        #expect(error?.code == .typeMismatch)
        if left != .bool, left == right {
            #expect(error?.description.contains("accumulating") == true)
        }
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
