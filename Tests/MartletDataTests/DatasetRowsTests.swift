// SPDX-License-Identifier: Apache-2.0
import MartletData
import MartletIR
import Testing

@Suite struct DatasetRowsTests {
    private func numbers(_ count: Int) throws -> Dataset {
        try Dataset(
            inputs: (0..<count).map { [Float($0), Float($0) + 0.5] }, labels: Array(0..<count))
    }

    @Test func takesRowsInTheGivenOrder() throws {
        let part = try numbers(5).subset([4, 0, 4])
        #expect(part.inputs[0].floats().doubles == [4, 4.5, 0, 0.5, 4, 4.5])
        #expect(try part.labels() == [4, 0, 4])
    }

    @Test(arguments: [0..<5, 0..<3, 2..<5, 8..<16, 3..<3])
    func takesARange(range: Range<Int>) throws {
        let part = try numbers(16).subset(range)
        #expect(part.count == range.count)
        #expect(try part.labels() == Array(range))
        #expect(
            part.inputs[0].floats().doubles == range.flatMap { [Double($0), Double($0) + 0.5] })
    }

    @Test func weightsFollow() throws {
        let column = HostTensor([1, 2, 3], shape: [3, 1])
        let data = try Dataset(
            inputs: column, targets: column, weights: HostTensor([7, 8, 9], shape: [3]))
        #expect(try data.subset([2, 0]).weights?.doubles == [9, 7])
        #expect(try data.subset(1..<3).weights?.doubles == [8, 9])
    }

    @Test(arguments: [[5], [-1], [0, 99], [.min], [.max]])
    func rowsMustExist(rows: [Int]) throws {
        let data = try numbers(5)
        let error = #expect(throws: DataError.self) { try data.subset(rows) }
        #expect(error?.code == .notFound)
    }

    @Test func rangesMustExist() throws {
        let data = try numbers(5)
        #expect(throws: DataError.self) { try data.subset(3..<6) }
        #expect(throws: DataError.self) { try data.subset(-1..<2) }
        #expect(throws: DataError.self) { try data.prefix(-1) }
    }

    @Test func aPrefixMayBeLongerThanTheData() throws {
        #expect(try numbers(5).prefix(3).labels() == [0, 1, 2])
        #expect(try numbers(5).prefix(9).count == 5)
    }

    @Test func shufflingKeepsEveryExample() throws {
        let labels = try numbers(100).shuffled(seed: 3).labels()
        #expect(labels != Array(0..<100))
        #expect(labels.sorted() == Array(0..<100))
        #expect(try numbers(100).shuffled(seed: 3).labels() == labels)
        #expect(try numbers(100).shuffled(seed: 4).labels() != labels)
    }
}
