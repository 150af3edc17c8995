// SPDX-License-Identifier: Apache-2.0
import MartletIR
import MartletRuntime
import MartletTensor
import MartletTesting
import Testing

@Suite struct GatherTests {
    private let x = Tensor([[1, 2, 3], [4, 5, 6]])
    private func indices(_ values: [Int64], _ shape: Shape? = nil) -> Tensor {
        Tensor(scalars: values, shape: shape ?? [values.count])
    }

    @Test func takesSlices() throws {
        #expect(try x.take(indices([1, 0, 1])).elements() == [4, 5, 6, 1, 2, 3, 4, 5, 6])
        #expect(try x.take(indices([2, -3]), axis: 1).elements() == [3, 1, 6, 4])
        #expect(x.take(indices([0, 1, 1, 0], [2, 2]), axis: -1).shape == [2, 2, 2])
        #expect(try x.take(indices([1], [])).elements() == [4, 5, 6])
        #expect(x.take(indices([])).shape == [0, 3])
        #expect(try x.take(Tensor([1], dtype: .uint8)).elements() == [4, 5, 6])
    }

    @Test func takesAlongAnAxis() throws {
        #expect(try x.takeAlong(indices([2, 0], [2, 1]), axis: 1).elements() == [3, 4])
        #expect(try x.takeAlong(indices([1, 0, -1], [1, 3]), axis: 0).elements() == [4, 2, 6])
        #expect(throws: GraphError.self) { try checking { x.takeAlong(indices([0]), axis: 0) } }
        #expect(throws: GraphError.self) {
            try checking { x.takeAlong(indices([0, 0, 0], [3, 1]), axis: 1) }
        }
    }

    @Test(arguments: [Device.reference, .cpu])
    func indicesOutsideFailWhenTheProgramRuns(device: Device) throws {
        for wrong in [2, -3, Int64.max, .min] {
            let error = #expect(throws: ExecutionError.self) {
                try Device.with(device) { try x.take(indices([0, wrong])).host() }
            }
            #expect(error?.description.contains("\(wrong)") == true)
            #expect(throws: ExecutionError.self) {
                try Device.with(device) {
                    try x.takeAlong(indices([wrong, 0, 0], [1, 3]), axis: 0).host()
                }
            }
        }
    }

    @Test func mistakes() {
        #expect(throws: GraphError.self) { try checking { Tensor(1).take(indices([0])) } }
        #expect(throws: GraphError.self) { try checking { x.take(indices([0]), axis: 2) } }
        #expect(throws: GraphError.self) { try checking { x.take(Tensor([0])) } }
        #expect(throws: GraphError.self) { try checking { Tensor(Take(axis: 5), x, indices([0])) } }
        #expect(throws: GraphError.self) {
            try checking { Tensor(ScatterAdd(axis: 3, size: 2), x, indices([0])) }
        }
        #expect(throws: GraphError.self) {
            try checking { Tensor(ScatterAdd(axis: .max, size: 2), x, indices([0])) }
        }
        #expect(throws: GraphError.self) {
            try checking { Tensor(ScatterAdd(axis: 0, size: -1), x, indices([0, 0])) }
        }
        #expect(throws: GraphError.self) {
            try checking { Tensor(TakeAlong(axis: -1), x, x.cast(to: .int32)) }
        }
    }

    @Test func scatteringAddsUp() throws {
        let updates = Tensor([1, 2, 4])
        #expect(
            try Tensor(ScatterAdd(axis: 0, size: 3), updates, indices([2, 0, 2])).elements() == [
                2, 0, 5,
            ])
        let large = (Int64(1) << 60) + 1
        let whole = Tensor(ScatterAdd(axis: 0, size: 1), indices([large, 1]), indices([0, 0]))
        #expect(try whole.host().integers == [large + 1])
    }

    @Test func sorts() throws {
        let y = Tensor([3, 1, 2, 1])
        #expect(try y.argsort().elements() == [1, 3, 2, 0])
        #expect(try y.argsort(descending: true).elements() == [0, 2, 1, 3])
        #expect(try y.sorted().elements() == [1, 1, 2, 3])
        #expect(try Tensor([[2, 1], [1, 2]]).sorted(0).elements() == [1, 1, 2, 2])
        #expect(try Tensor([.nan, 1, .nan, 0]).argsort().elements() == [3, 1, 0, 2])
        #expect(
            try Tensor([.nan, 1, .nan, 0]).argsort(descending: true).elements() == [1, 3, 0, 2])
        let large = Int64(1) << 60
        #expect(try indices([large + 1, large]).argsort().elements() == [1, 0])
        #expect(throws: GraphError.self) { try checking { Tensor(1).argsort() } }
    }

    @Test func greatestElements() throws {
        let (values, places) = Tensor([[1, 5, 3], [9, 7, 8]]).topK(2)
        #expect(try values.elements() == [5, 3, 9, 8])
        #expect(try places.elements() == [1, 2, 0, 2])
        #expect(Tensor([1]).topK(0).values.shape == [0])
        for wrong in [4, -1] {
            #expect(throws: GraphError.self) { try checking { x.topK(wrong).values } }
        }
        #expect(throws: GraphError.self) { try checking { Tensor(1).topK(1).values } }
    }

    @Test(arguments: [DType.int8, .uint8, .int32, .int64, .float32, .float16])
    func oneHotRows(dtype: DType) throws {
        let labels = Tensor([1, 0, 5], dtype: dtype)
        #expect(try labels.oneHot(classes: 3).elements() == [0, 1, 0, 1, 0, 0, 0, 0, 0])
        #expect(labels.oneHot(classes: 3, dtype: .bool).type == TensorType([3, 3], .bool))
        let wide = try labels.oneHot(classes: 300).elements()
        #expect(wide.reduce(0, +) == 3, "class 256 is not class 0")
        #expect(throws: GraphError.self) { try checking { labels.oneHot(classes: -1) } }
    }
}
