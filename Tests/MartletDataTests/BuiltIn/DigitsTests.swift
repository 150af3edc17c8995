// SPDX-License-Identifier: Apache-2.0
import MartletData
import MartletIR
import Testing

@Suite struct DigitsTests {
    @Test func theDigitsComeWithThePackage() throws {
        let data = try Dataset.digits()
        #expect(data.inputs[0].values.type == TensorType([1_797, 8, 8, 1], .uint8))
        #expect(data.classNames?.count == 10)
        let labels = try data.labels()
        #expect(
            (0..<10).map { digit in labels.count { $0 == digit } }
                == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180])
        try data.checkLabels(classes: 10)
    }

    /// The first line of the source file, and the sum of all its pixels.
    @Test func pixelsAreThoseOfTheSource() throws {
        let features = try Dataset.digits().inputs[0]
        #expect(
            features.values.integers.prefix(16) == [
                0, 0, 5, 13, 9, 1, 0, 0, 0, 0, 13, 15, 10, 15, 5, 0,
            ])
        #expect(features.values.integers.reduce(0, +) == 561_718)
        #expect(features.values.integers.max() == 16)
        #expect(features.floats().doubles.max() == 1)
    }
}
