// SPDX-License-Identifier: Apache-2.0
import MartletData
import MartletIR
import Testing

@Suite struct DatasetSplitTests {
    private func numbers(_ count: Int) throws -> Dataset {
        try Dataset(inputs: (0..<count).map { [Float($0)] }, labels: Array(0..<count))
    }

    static let sizes: [(SplitSize, Int, Int)] = [
        (0.2, 10, 2), (0.25, 10, 3), (0.2, 1_797, 360), (0.01, 10, 1), (3, 10, 3), (9, 10, 9),
        (0.3, 10, 3),
    ]

    @Test(arguments: sizes)
    func setsExamplesAside(size: SplitSize, count: Int, expected: Int) throws {
        let (train, test) = try numbers(count).trainTestSplit(testSize: size, seed: 1)
        #expect(test.count == expected)
        #expect(try (train.labels() + test.labels()).sorted() == Array(0..<count))
    }

    @Test func theSeedDecides() throws {
        let first = try numbers(50).trainTestSplit(testSize: 0.2, seed: 1).test.labels()
        #expect(try numbers(50).trainTestSplit(testSize: 0.2, seed: 1).test.labels() == first)
        #expect(try numbers(50).trainTestSplit(testSize: 0.2, seed: 2).test.labels() != first)
    }

    static let impossible: [SplitSize] = [
        0.0, 1.0, -0.5, 1.5, .fraction(.nan), .fraction(.infinity), 0, 10, 11, -1, 0.95,
    ]

    @Test(arguments: impossible)
    func bothSidesNeedExamples(size: SplitSize) throws {
        let data = try numbers(10)
        let error = #expect(throws: DataError.self) {
            try data.trainTestSplit(testSize: size, seed: 1)
        }
        #expect(error?.code == .invalidValue)
    }

    @Test func keepsTheProportionsOfTheClasses() throws {
        let labels =
            [Int](repeating: 0, count: 60) + [Int](repeating: 1, count: 30)
            + [Int](repeating: 2, count: 10)
        let data = try Dataset(inputs: labels.map { [Float($0)] }, labels: labels)
        let (train, test) = try data.trainTestSplit(testSize: 0.2, seed: 5, stratified: true)
        for (part, expected) in [(train, [48, 24, 8]), (test, [12, 6, 2])] {
            let found = try part.labels()
            #expect((0..<3).map { label in found.count { $0 == label } } == expected)
        }
        #expect(try test.labels() != test.labels().sorted())
    }

    @Test func aStratifiedSplitNeedsTwoOfEachClass() throws {
        let data = try Dataset(inputs: [[1], [2], [3], [4], [5]], labels: [0, 0, 1, 1, 2])
        let error = #expect(throws: DataError.self) {
            try data.trainTestSplit(testSize: 0.4, seed: 1, stratified: true)
        }
        #expect(error?.problem == "class 2 of data has a single example (row 4)")
    }

    static let fractions: [(Double, Int, Int)] = [(0.2, 10, 8), (0.25, 10, 7), (0.1, 1_797, 1_617)]

    @Test(arguments: fractions)
    func validationTakesTheLastPart(fraction: Double, count: Int, boundary: Int) throws {
        let (train, validation) = try numbers(count).validationSplit(fraction)
        #expect(try train.labels() == Array(0..<boundary))
        #expect(try validation.labels() == Array(boundary..<count))
    }

    @Test(arguments: [0, 1, -1, .nan, 2, 1e-300, 0.999])
    func validationNeedsExamplesOnBothSides(fraction: Double) throws {
        let data = try numbers(10)
        #expect(throws: DataError.self) { try data.validationSplit(fraction) }
        let empty = try data.prefix(0)
        #expect(throws: DataError.self) { try empty.validationSplit(0.5) }
    }
}
