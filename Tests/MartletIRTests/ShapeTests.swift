// SPDX-License-Identifier: Apache-2.0
import MartletIR
import Testing

@Suite struct ShapeTests {
    @Test func axesCountFromEitherEnd() {
        let shape: Shape = [2, 3, 5]
        #expect(shape[0] == 2)
        #expect(shape[-1] == 5)
        #expect(shape[-3] == 2)
        #expect(shape.index(ofAxis: 3) == nil)
        #expect(shape.index(ofAxis: -4) == nil)
        #expect(shape.index(ofAxis: .min) == nil)
    }

    @Test func countsElements() {
        #expect(Shape.scalar.count == 1)
        #expect(Shape([2, 3]).count == 6)
        #expect(Shape([2, 0, 3]).count == 0)
    }

    @Test func stridesAreRowMajor() {
        #expect(Shape([2, 3, 5]).strides == [15, 5, 1])
        #expect(Shape.scalar.strides == [])
    }

    static let pairs: [(Shape, Shape, Shape?)] = [
        ([2, 3], [2, 3], [2, 3]), ([2, 3], [], [2, 3]), ([2, 1], [1, 3], [2, 3]),
        ([3], [2, 3], [2, 3]), ([2, 3], [2], nil), ([0], [1], [0]), ([0], [2], nil),
        ([5, 1, 4], [3, 1], [5, 3, 4]), ([], [], []),
    ]

    @Test(arguments: pairs)
    func broadcastsAsNumPy(left: Shape, right: Shape, result: Shape?) {
        #expect(Shape.broadcast(left, right) == result)
        #expect(Shape.broadcast(right, left) == result)
    }

    @Test func stretchedAxesHaveNoStride() {
        #expect(Shape([3, 1]).broadcastStrides(to: [2, 3, 4]) == [0, 1, 0])
        #expect(Shape([3, 4]).broadcastStrides(to: [3, 4]) == [4, 1])
    }

    @Test func axesAreSortedAndCheckedForRepeats() throws {
        #expect(try Shape([2, 3, 4]).normalized(axes: [-1, 0]) == [0, 2])
        #expect(try Shape([2, 3]).normalized(axes: nil) == [0, 1])
        #expect(throws: GraphError.self) { try Shape([2, 3]).normalized(axes: [1, -1]) }
        #expect(throws: GraphError.self) { try Shape([2, 3]).normalized(axes: [2]) }
    }

    @Test func reducedAxesGoOrStay() {
        #expect(Shape([2, 3, 4]).reduced(over: [0, 2], keepingDimensions: false) == [3])
        #expect(Shape([2, 3, 4]).reduced(over: [1], keepingDimensions: true) == [2, 1, 4])
    }

    static let impossible: [[Int]] = [
        [-1], [2, -3], [.max, 2], [.max, .max], [0, .max, .max], [1 << 40, 1 << 40], [.min],
    ]

    @Test(arguments: impossible)
    func impossibleSizesAreErrors(sizes: [Int]) {
        let error = #expect(throws: GraphError.self) { try checking { Shape(sizes) } }
        #expect(error?.code == .invalidAttribute)
        #expect(error?.description.contains("\(sizes)") == true)
    }

    @Test func aMissingAxisIsAnError() {
        let error = #expect(throws: GraphError.self) { try checking { Shape([2, 3])[2] } }
        #expect(error?.code == .axisOutOfRange)
        #expect(
            error?.description == "there is no axis 2 in [2, 3]\n  └─ hint   axes go from -2 to 1")
    }
}
