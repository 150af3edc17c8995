// SPDX-License-Identifier: Apache-2.0
import MartletIR
import MartletTensor
import MartletTesting
import Testing

@Suite struct SliceTests {
    private static let row = Tensor.range(6)

    /// NumPy's answer to `numpy.arange(6)[start:end:step]`.
    static let cases: [(Int?, Int?, Int, [Double])] = [
        (nil, nil, 1, [0, 1, 2, 3, 4, 5]), (1, 4, 1, [1, 2, 3]), (-2, nil, 1, [4, 5]),
        (nil, -2, 1, [0, 1, 2, 3]), (nil, nil, 2, [0, 2, 4]), (1, nil, 3, [1, 4]),
        (4, 1, 1, []), (10, 20, 1, []), (-20, 2, 1, [0, 1]), (nil, nil, -1, [5, 4, 3, 2, 1, 0]),
        (4, 1, -1, [4, 3, 2]), (nil, nil, -2, [5, 3, 1]), (4, nil, -2, [4, 2, 0]),
        (1, 4, -1, []), (-20, nil, -1, []), (20, -20, -3, [5, 2]), (0, nil, -1, [0]),
        (nil, nil, .max, [0]), (nil, nil, .min, [5]), (2, nil, .min, [2]),
        (.min, .max, 1, [0, 1, 2, 3, 4, 5]),
        (.max, .min, -1, [5, 4, 3, 2, 1, 0]),
    ]

    @Test(arguments: cases)
    func rangesAreNumPys(start: Int?, end: Int?, step: Int, expected: [Double]) throws {
        #expect(try Self.row[.range(start, end, step: step)].elements() == expected)
    }

    @Test func indicesRemoveTheirAxis() throws {
        let x = Tensor([[1, 2, 3], [4, 5, 6]])
        #expect(try x[.index(1)].elements() == [4, 5, 6])
        #expect(x[.index(-1)].shape == [3])
        #expect(try x[.all, .index(-1)].elements() == [3, 6])
        #expect(x[.index(0), .index(0)].shape == [])
        #expect(try x[.all, .range(nil, nil, step: -2)].elements() == [3, 1, 6, 4])
    }

    @Test func ofNothing() throws {
        let none = Tensor.zeros([0, 2])
        #expect(none[.range(nil, nil, step: -1)].shape == [0, 2])
        #expect(none[.range(3, nil)].shape == [0, 2])
        #expect(none[.all, .index(0)].shape == [0])
    }

    @Test func mistakes() {
        let x = Tensor.zeros([2, 3])
        let wrong: [[AxisRange]] = [
            [.index(2)], [.index(-3)], [.range(0, 1, step: 0)], [.index(.min)],
        ]
        for ranges in wrong {
            #expect(throws: GraphError.self) { try checking { x[ranges[0]] } }
        }
        #expect(throws: GraphError.self) { try checking { x[.all, .all, .all] } }
        #expect(throws: GraphError.self) { try checking { Tensor(1)[.all] } }
        #expect(throws: GraphError.self) { try checking { Tensor.zeros([0])[.index(0)] } }
    }

    @Test func boundsMustFitTheAxes() {
        let x = Tensor.zeros([2, 3])
        let wrong: [Slice] = [
            Slice(starts: [0], ends: [1], strides: [1]), Slice(starts: [], ends: [], strides: []),
            Slice(starts: [0, 0], ends: [2, 3], strides: [1]),
            Slice(starts: [0, 0], ends: [2, 4], strides: [1, 1]),
            Slice(starts: [-1, 0], ends: [2, 3], strides: [1, 1]),
            Slice(starts: [0, 0], ends: [2, 3], strides: [1, 0]),
            Slice(starts: [1, 0], ends: [0, 3], strides: [1, 1]),
        ]
        for slice in wrong {
            #expect(throws: GraphError.self) { try checking { Tensor(slice, x) } }
        }
        let long = Slice(starts: [0, 1], ends: [2, 3], strides: [.max, .max])
        #expect(Tensor(long, x).shape == [1, 1])
    }
}
