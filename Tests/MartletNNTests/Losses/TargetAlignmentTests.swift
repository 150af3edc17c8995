// SPDX-License-Identifier: Apache-2.0
import MartletIR
import MartletNN
import MartletRuntime
import MartletTensor
import MartletTesting
import Testing

/// Shapes of targets that are accepted, and those that are refused with a hint.
@Suite struct TargetAlignmentTests {
    @Test(arguments: [[4], [4, 1]] as [Shape])
    func labelsMayBeAColumn(shape: Shape) throws {
        let predictions = Tensor.uniform([4, 3], seed: 1).softmax()
        let labels = Tensor(HostTensor(scalars: [UInt8(2), 0, 1, 2], shape: shape))
        let loss = try checking { SparseCategoricalCrossentropy()(predictions, labels) }
        #expect(loss.shape == [4])
    }

    @Test func labelsOfSmallTypesReachAllClasses() throws {
        let predictions = Tensor.uniform([2, 300], seed: 1).softmax()
        let labels = Tensor(HostTensor(scalars: [UInt8(255), 7], shape: [2]))
        let wide = Tensor(HostTensor(scalars: [Int64(255), 7], shape: [2]))
        let loss = SparseCategoricalCrossentropy()
        #expect(try loss(predictions, labels).scalars() == loss(predictions, wide).scalars())
    }

    static let alignments: [(Shape, Shape, Shape)] = [
        ([4, 1], [4], [4]), ([4], [4, 1], [4]), ([4], [4], [4]), ([2, 3, 1], [2, 3], [2]),
        ([2, 3], [2, 3, 1], [2]), ([2, 3, 4], [2, 3, 4], [2, 3]),
    ]

    @Test(arguments: alignments)
    func aMissingLastAxisIsPutIn(predictions: Shape, targets: Shape, result: Shape) throws {
        let loss = try checking {
            MeanSquaredError()(.uniform(predictions, seed: 1), .uniform(targets, seed: 2))
        }
        #expect(loss.shape == result)
    }

    @Test func targetsOfAnotherTypeAreConverted() throws {
        let predictions = Tensor([[0.25], [1]])
        let targets = Tensor(HostTensor(scalars: [UInt8(0), 1], shape: [2]))
        #expect(try MeanSquaredError()(predictions, targets).scalars() == [0.0625, 0])
    }

    static let mismatches: [(any Loss, Shape, Shape)] = [
        (.meanSquaredError, [4, 3], [4, 2]), (.meanSquaredError, [4, 3], [4, 1]),
        (.meanSquaredError, [4, 3], [4]), (.meanAbsoluteError, [4], [5]),
        (.meanSquaredError, [], [4]), (.binaryCrossentropy, [4, 1], [5, 1]),
        (.binaryCrossentropy, [4, 2], [4]), (.categoricalCrossentropy, [4, 3], [4, 2]),
        (.categoricalCrossentropy, [4, 3, 2], [4, 3]), (.categoricalCrossentropy, [], []),
    ]

    @Test(arguments: mismatches)
    func otherShapesAreRefused(loss: any Loss, predictions: Shape, targets: Shape) {
        let error = #expect(throws: GraphError.self) {
            try checking { loss(.uniform(predictions, seed: 1), .uniform(targets, seed: 2)) }
        }
        #expect(error?.code == .shapeMismatch)
        #expect(error?.description.contains("\(predictions)") == true)
        #expect(error?.description.contains("\(targets)") == true)
    }

    @Test func labelsForACategoricalLossAreExplained() {
        let labels = Tensor(HostTensor(scalars: [Int32(2), 0], shape: [2]))
        let error = #expect(throws: GraphError.self) {
            try checking { CategoricalCrossentropy()(.uniform([2, 3], seed: 1), labels) }
        }
        #expect(error?.hint?.contains("sparse_categorical_crossentropy") == true)
    }

    @Test func oneHotTargetsForASparseLossAreExplained() {
        let error = #expect(throws: GraphError.self) {
            try checking {
                SparseCategoricalCrossentropy()(.uniform([2, 3], seed: 1), .zeros([2, 3]))
            }
        }
        #expect(error?.hint?.contains("categorical_crossentropy for one-hot") == true)
    }

    @Test(arguments: [([2, 3], [3]), ([2, 3], [2, 2]), ([], [])] as [(Shape, Shape)])
    func labelsMustFitTheRows(predictions: Shape, labels: Shape) {
        #expect(throws: GraphError.self) {
            try checking {
                SparseCategoricalCrossentropy()(.uniform(predictions, seed: 1), .zeros(labels))
            }
        }
    }
}
