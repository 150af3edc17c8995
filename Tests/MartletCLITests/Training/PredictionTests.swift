// SPDX-License-Identifier: Apache-2.0
import Martlet
import Testing

@testable import MartletCLI

@Suite struct PredictionTests {
    private func predictions(_ values: [Double], _ shape: Shape, names: [String]? = nil) throws
        -> [Prediction]
    {
        try Prediction.of([HostTensor(values, shape: shape)], classNames: names)
    }

    @Test func probabilitiesNameClasses() throws {
        let found = try predictions(
            [0.1, 0.7, 0.2, 0.5, 0.25, 0.25], [2, 3], names: ["a", "b", "c"])
        #expect(
            found.map(\.text) == [
                "b (70.0 %), c (20.0 %), a (10.0 %)", "a (50.0 %), b (25.0 %), c (25.0 %)",
            ])
        #expect(found[0].members["class"] == "b")
        #expect(found[0].members["index"] == 1)
    }

    @Test func oneProbabilityIsThatOfTheSecondClass() throws {
        let found = try predictions([0.75], [1, 1], names: ["no", "yes"])
        #expect(found[0].text == "yes (75.0 %), no (25.0 %)")
    }

    @Test func otherNumbersAreShownAsTheyAre() throws {
        let found = try predictions([3.5, -2], [2, 1])
        #expect(found.map(\.text) == ["3.5000", "-2.0000"])
        #expect(found[0].members["class"] == nil)
    }

    @Test func notANumberIsNoClass() throws {
        #expect(try predictions([.nan, .nan], [1, 2])[0].text == "nan nan")
    }

    @Test func severalOutputsAreListed() throws {
        let outputs = [
            HostTensor([1, 2], shape: [2, 1]), HostTensor([3, 4, 5, 6], shape: [2, 2]),
        ]
        let found = try Prediction.of(outputs, classNames: nil)
        #expect(found.map(\.outputs) == [[[1], [3, 4]], [[2], [5, 6]]])
    }
}
