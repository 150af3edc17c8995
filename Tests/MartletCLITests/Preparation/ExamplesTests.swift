// SPDX-License-Identifier: Apache-2.0
import Martlet
import Testing

@testable import MartletCLI

@Suite struct ExamplesTests {
    private func examples(_ data: JSONValue) throws -> Examples {
        try Examples(DataDescription(ConfigurationReader(["data": data]), folder: "."))
    }

    @Test func digitsAreGivenAsTheyAreStored() throws {
        let digits = try examples("digits")
        #expect(digits.train.count == 1797)
        #expect(digits.test == nil)
        #expect(digits.train.inputs[0].floats().doubles.max() == digits.whiteLevel)
    }

    @Test func aSplitSetsExamplesAside() throws {
        let random = try examples(["name": "random", "samples": 50, "split": ["test_size": 0.2]])
        #expect(random.train.count == 40)
        #expect(try random.part(.test).count == 10)
        #expect(try random.part(.all).count == 50)
    }

    @Test func randomDataDependsOnItsSeed() throws {
        let sets = try [1, 1, 2].map { try examples(["name": "random", "seed": .int($0)]).train }
        let values = sets.map { $0.inputs[0].values.doubles }
        #expect(values[0] == values[1])
        #expect(values[0] != values[2])
        #expect(values[0].allSatisfy { $0 >= 0 && $0 < 1 })
        #expect(Set(try sets[0].labels()) == [0, 1])
    }

    @Test func withoutATestPartNoneIsGiven() throws {
        let digits = try examples("digits")
        #expect(throws: DataError.self) { try digits.part(.test) }
    }
}
