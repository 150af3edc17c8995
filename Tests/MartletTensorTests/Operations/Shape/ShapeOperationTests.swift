// SPDX-License-Identifier: Apache-2.0
import MartletIR
import MartletTensor
import MartletTesting
import Testing

@Suite struct ShapeOperationTests {
    private let x = Tensor([[1, 2, 3], [4, 5, 6]])

    @Test func reshapes() throws {
        #expect(try x.reshaped(to: Shape([3, 2])).elements() == [1, 2, 3, 4, 5, 6])
        #expect(x.reshaped(to: [-1]).shape == [6])
        #expect(x.reshaped(to: [2, -1, 1]).shape == [2, 3, 1])
        #expect(Tensor.zeros([0, 3]).reshaped(to: [-1, 3]).shape == [0, 3])
        #expect(Tensor(1).reshaped(to: [1, -1]).shape == [1, 1])
        #expect(x.expandingDimension(at: 1).shape == [2, 1, 3])
        #expect(x.expandingDimension(at: -1).shape == [2, 3, 1])
        #expect(Tensor.zeros([1, 2, 1]).squeezed().shape == [2])
        #expect(Tensor.zeros([1, 2, 1]).squeezed([-1]).shape == [1, 2])
    }

    static let impossible: [[Int]] = [
        [-1, -1], [4], [5, -1], [-2], [-1, 0], [-1, .max, 2], [-1, .max, .max], [.max, 2],
        [-1, .min],
        [-3, -2], [],
    ]

    @Test(arguments: impossible)
    func impossibleShapesAreErrors(sizes: [Int]) {
        #expect(throws: GraphError.self) { try checking { x.reshaped(to: sizes) } }
        #expect(throws: GraphError.self) {
            try checking { Tensor.zeros([0, 3]).reshaped(to: [-1, 0]) }
        }
    }

    @Test func axesThatAreNotThereAreErrors() {
        for axis in [3, -4, .max, .min] {
            #expect(throws: GraphError.self) { try checking { x.expandingDimension(at: axis) } }
            #expect(throws: GraphError.self) { try checking { x.squeezed([axis]) } }
            #expect(throws: GraphError.self) { try checking { x.reversed([axis]) } }
            #expect(throws: GraphError.self) { try checking { x.transposed([0, axis]) } }
        }
        #expect(throws: GraphError.self) { try checking { x.squeezed([0]) } }
        for permutation in [[0], [0, 0], [0, 1, 2], []] {
            #expect(throws: GraphError.self) { try checking { x.transposed(permutation) } }
        }
    }

    @Test func transposes() throws {
        #expect(try x.transposed().elements() == [1, 4, 2, 5, 3, 6])
        #expect(x.expandingDimension(at: 0).transposed([2, 0, 1]).shape == [3, 1, 2])
        #expect(x.transposed([-1, 0]).shape == [3, 2])
        #expect(Tensor(1).transposed().shape == [])
    }

    @Test func broadcasts() throws {
        #expect(try Tensor([[1], [2]]).broadcast(to: [2, 2]).elements() == [1, 1, 2, 2])
        #expect(try Tensor([1, 2]).broadcast(to: [2, 2]).elements() == [1, 2, 1, 2])
        #expect(Tensor([1]).broadcast(to: [0]).shape == [0])
        for wrong in [[3, 2], [2], [], [0, 3]] as [Shape] {
            #expect(throws: GraphError.self) { try checking { x.broadcast(to: wrong) } }
        }
    }

    @Test func concatenates() throws {
        let y = Tensor([[7, 8, 9]])
        #expect(
            try Tensor.concatenated([x, y], axis: 0).elements() == [1, 2, 3, 4, 5, 6, 7, 8, 9])
        #expect(
            try Tensor.concatenated([x, x], axis: -1).elements() == [
                1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6,
            ])
        #expect(Tensor.stacked([x, x], axis: -1).shape == [2, 3, 2])
        #expect(try Tensor.stacked([Tensor(1), Tensor(2)]).elements() == [1, 2])
        for axis in [1, 2, -3] {
            #expect(throws: GraphError.self) {
                try checking { Tensor.concatenated([x, y], axis: axis) }
            }
        }
        #expect(throws: GraphError.self) { try checking { Tensor.concatenated([], axis: 0) } }
        #expect(throws: GraphError.self) { try checking { Tensor.stacked([x, y]) } }
        #expect(throws: GraphError.self) {
            try checking { Tensor.concatenated([x, Tensor([1])], axis: 0) }
        }
        #expect(throws: GraphError.self) {
            try checking { Tensor.concatenated([Tensor(1)], axis: 0) }
        }
    }

    @Test(arguments: DType.allCases)
    func movesElementsOfEveryType(dtype: DType) throws {
        let y = Tensor([[0, 1], [1, 0], [1, 1]], dtype: dtype)
        #expect(try y.transposed().elements() == [0, 1, 1, 1, 0, 1])
        #expect(try y.reversed([0]).elements() == [1, 1, 1, 0, 0, 1])
        let longer = Tensor.concatenated([y, y[.index(0)].expandingDimension(at: 0)], axis: 0)
        #expect(try longer.elements() == [0, 1, 1, 0, 1, 1, 0, 1])
        #expect(try y.take(Tensor([2, 0], dtype: .int64)).elements() == [1, 1, 0, 1])
        #expect(
            try y.padded(low: [0, 1], high: [0, 0], value: 1).elements() == [
                1, 0, 1, 1, 1, 0, 1, 1, 1,
            ])
    }

    @Test func pads() throws {
        #expect(
            try Tensor([1, 2]).padded(low: [1], high: [2], value: 9).elements() == [9, 1, 2, 9, 9])
        let spread = Pad(low: [1], high: [0], interior: [2], value: 0)
        #expect(try Tensor(spread, Tensor([1, 2])).elements() == [0, 1, 0, 0, 2])
        #expect(try Tensor(7).padded(low: [], high: []).elements() == [7])
    }

    @Test func paddingsThatDoNotFitAreErrors() {
        let wrong: [([Int], [Int])] = [
            ([1], [1]), ([1, 1, 1], [1, 1, 1]), ([-1, 0], [0, 0]), ([.max, 0], [.max, 0]),
            ([.max, .max], [1, 1]), ([0, 0], [0]),
        ]
        for (low, high) in wrong {
            #expect(throws: GraphError.self) { try checking { x.padded(low: low, high: high) } }
        }
        let gaps = Pad(low: [0, 0], high: [0, 0], interior: [.max, .max], value: 0)
        #expect(throws: GraphError.self) { try checking { Tensor(gaps, x) } }
    }

    @Test(arguments: [Double.nan, .infinity, 1e30, -0.0])
    func anyPaddingValueIsTaken(value: Double) throws {
        let whole = Tensor([1], dtype: .int32).padded(low: [1], high: [0], value: value)
        #expect(try whole.elements()[1] == 1)
        let real = Tensor([1]).padded(low: [1], high: [0], value: value)
        #expect(isClose(try real.elements(), [Double(Float(value)), 1], tolerance: .exact))
    }
}
