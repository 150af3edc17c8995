// SPDX-License-Identifier: Apache-2.0
import MartletData
import MartletIR
import Testing

@Suite struct DatasetTargetsTests {
    private func labelled(_ labels: [Int], names: [String]? = nil) throws -> Dataset {
        try Dataset(
            inputs: HostTensor(labels.map(Double.init), shape: [labels.count, 1]),
            targets: HostTensor(scalars: labels, shape: [labels.count]), classNames: names)
    }

    @Test func labelsBecomeRowsWithASingleOne() throws {
        let target = try labelled([2, 0, 1]).oneHot().targets[0]
        #expect(target.type == TensorType([3, 3], .float32))
        #expect(target.doubles == [0, 0, 1, 1, 0, 0, 0, 1, 0])
        #expect(try labelled([0]).oneHot(classes: 4).targets[0].doubles == [1, 0, 0, 0])
    }

    @Test(arguments: [3, -1, .max, .min])
    func aLabelMustBeAClass(label: Int) throws {
        let data = try labelled([0, 1, label, 2])
        let error = #expect(throws: DataError.self) { try data.oneHot(classes: 3) }
        #expect(error?.problem == "label \(label) of row 2 in data is not one of the 3 classes")
        #expect(error?.hint == "labels go from 0 to 2")
    }

    @Test(arguments: [Int.max, Int.max - 1, 1 << 50])
    func absurdLabelsAreRefused(label: Int) throws {
        let data = try labelled([0, label])
        #expect(throws: DataError.self) { try data.oneHot() }
        #expect(throws: DataError.self) { try data.balancedClassWeights() }
    }

    @Test func namesDecideHowManyClassesThereAre() throws {
        #expect(try labelled([0, 1]).classCount() == 2)
        #expect(try labelled([0, 1], names: ["a", "b", "c"]).classCount() == 3)
    }

    @Test func fractionsAreNoLabels() throws {
        let data = try Dataset(inputs: [[1], [2]], targets: [0.5, 1])
        #expect(throws: DataError.self) { try data.labels() }
        #expect(throws: DataError.self) { try data.prefix(1).oneHot() }
    }

    @Test func classesThatAreRareCountMore() throws {
        let data = try labelled([0, 0, 0, 1], names: ["a", "b", "none"])
        let weights = try data.balancedClassWeights()
        #expect(weights == [4.0 / 9, 4.0 / 3, 0])
        let weighted = try data.weighted(byClass: [1, 10, 0])
        #expect(weighted.weights?.doubles == [1, 1, 1, 10])
        #expect(try weighted.weighted(byClass: [2, 0.5, 1]).weights?.doubles == [2, 2, 2, 5])
        #expect(throws: DataError.self) { try data.weighted(byClass: [1]) }
        #expect(throws: DataError.self) { try data.weighted(byClass: [1, -1, 1]) }
    }
}
