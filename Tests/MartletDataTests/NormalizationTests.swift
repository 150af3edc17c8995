// SPDX-License-Identifier: Apache-2.0
import MartletData
import MartletIR
import Testing

@Suite struct NormalizationTests {
    @Test func featuresGetMeanZeroAndVarianceOne() throws {
        let data = try Dataset(inputs: [[1, 7, 10], [3, 7, 20], [5, 7, 60]], labels: [0, 0, 0])
        let normalization = try Normalization(of: data)
        #expect(normalization.mean == [3, 7, 30])
        #expect(normalization.deviation[1] == 1)
        let values = try data.normalized().inputs[0].floats().doubles
        for column in 0..<3 {
            let numbers = (0..<3).map { values[$0 * 3 + column] }
            #expect(abs(numbers.reduce(0, +)) < 1e-6)
            let variance = numbers.map { $0 * $0 }.reduce(0, +) / 3
            #expect(abs(variance - (column == 1 ? 0 : 1)) < 1e-6)
        }
    }

    @Test func testDataUsesTheStatisticsOfTrainingData() throws {
        let train = try Dataset(inputs: [[0], [2]], labels: [0, 0])
        let test = try Dataset(inputs: [[5]], labels: [0])
        let normalization = try Normalization(of: train)
        #expect(try normalization.apply(to: test).inputs[0].floats().doubles == [4])
    }

    @Test func badDataIsRefused() throws {
        let data = try Dataset(inputs: [[1, .nan]], labels: [0])
        #expect(throws: DataError.self) { try Normalization(of: data) }
        let good = try Dataset(inputs: [[1, 2]], labels: [0])
        #expect(throws: DataError.self) { try good.prefix(0).normalized() }
        let narrow = try Dataset(inputs: [[1]], labels: [0])
        #expect(throws: DataError.self) { try Normalization(of: good).apply(to: narrow) }
    }
}
