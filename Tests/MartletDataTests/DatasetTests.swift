// SPDX-License-Identifier: Apache-2.0
import MartletData
import MartletIR
import Testing

@Suite struct DatasetTests {
    static let points = try? Dataset(
        inputs: [[1, 2], [3, 4], [5, 6]], labels: [0, 1, 0], classNames: ["no", "yes"],
        name: "points")

    @Test func holdsWhatItWasGiven() throws {
        let data = try #require(Self.points)
        #expect(data.count == 3)
        #expect(data.inputs[0].exampleShape == [2])
        #expect(data.inputs[0].floats().doubles == [1, 2, 3, 4, 5, 6])
        #expect(try data.labels() == [0, 1, 0])
    }

    @Test func rowsMustAgree() {
        let error = #expect(throws: DataError.self) {
            try Dataset(inputs: [[1], [2], [3]], labels: [0, 1], name: "xor")
        }
        #expect(error?.code == .shapeMismatch)
        #expect(error?.problem == "target 0 of xor has 2 rows, but input 0 has 3")
    }

    @Test func rowsMustBeAsLong() {
        let error = #expect(throws: DataError.self) {
            try Dataset(inputs: [[1, 2], [3]], labels: [0, 1])
        }
        #expect(error?.problem == "row 1 of data has 1 numbers, but row 0 has 2")
    }

    @Test func aScalarIsNoInput() {
        let scalar = HostTensor([1], shape: [])
        #expect(throws: DataError.self) { try Dataset(inputs: scalar, targets: scalar) }
        #expect(throws: DataError.self) { try Dataset(inputs: []) }
    }

    @Test(arguments: [-1, .nan, .infinity])
    func weightsMustBeNumbersFromZero(weight: Double) throws {
        let column = HostTensor([1, 2], shape: [2, 1])
        let error = #expect(throws: DataError.self) {
            try Dataset(
                inputs: column, targets: column, weights: HostTensor([1, weight], shape: [2]))
        }
        #expect(error?.code == .invalidValue)
        #expect(error?.problem.contains("row 1") == true)
    }

    @Test func featuresAreScaledWhenTheyAreRead() throws {
        let pixels = HostTensor(scalars: [0, 51, 255] as [UInt8], shape: [3, 1])
        let data = try Dataset(inputs: [Features(pixels, scale: 0.25)], targets: [])
        #expect(data.inputs[0].floats().doubles == [0, 12.75, 63.75])
        let doubled = try data.scaled(by: 2)
        #expect(doubled.inputs[0].values == pixels)
        #expect(doubled.inputs[0].floats().doubles == [0, 25.5, 127.5])
    }

    @Test func inputsTakeAnotherShape() throws {
        let images = HostTensor([Double](repeating: 0, count: 24), shape: [2, 3, 4])
        let data = try Dataset(inputs: images, targets: images)
        #expect(try data.flattened().inputs[0].exampleShape == [12])
        #expect(try data.reshapedInputs(to: [3, 4, 1]).inputs[0].exampleShape == [3, 4, 1])
        let error = #expect(throws: DataError.self) { try data.reshapedInputs(to: [5, 5]) }
        #expect(error?.problem.contains("[3, 4] (12 numbers)") == true)
    }

    @Test func findsTheFirstNumberThatIsNotFinite() throws {
        let data = try Dataset(inputs: [[1, 2], [3, .nan], [.infinity, 1]], labels: [0, 0, 0])
        #expect(data.firstNonFinite() == "nan in input 0, row 1, column 1")
        let error = #expect(throws: DataError.self) { try data.checkFinite() }
        #expect(error?.code == .invalidValue)
        #expect(try #require(Self.points).firstNonFinite() == nil)
    }

    @Test func targetsAreCheckedToo() throws {
        let data = try Dataset(inputs: [[1], [2]], targets: [1, -.infinity])
        #expect(data.firstNonFinite() == "-inf in target 0, row 1, column 0")
    }
}
