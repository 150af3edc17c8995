// SPDX-License-Identifier: Apache-2.0
import Martlet
import Testing

@testable import MartletCLI

@Suite struct NetworkDescriptionTests {
    private func network(_ text: String) throws -> NetworkDescription {
        let root = try YAMLDocument(Array(text.utf8), file: "a.yaml").root
        return try NetworkDescription(ConfigurationReader(root.object ?? [:]))
    }

    @Test func aListIsAChain() throws {
        let model = try network("layers: [Flatten, Dense: {units: 3}, Dense: {units: 2}]")
            .model(name: "m", seed: 0)
        try model.build(inputShapes: [[2, 2]])
        #expect(
            model.parameters.map(\.path) == [
                "dense/kernel", "dense/bias", "dense_1/kernel", "dense_1/bias",
            ])
    }

    @Test func namesMakeAGraph() throws {
        let model = try network(
            """
            inputs: {left: [3], right: [2]}
            layers:
              - Dense: {units: 4, name: a, inputs: left}
              - Dense: {units: 4, name: b, inputs: right}
              - Add: {name: sum, inputs: [a, b]}
              - Dense: {units: 1, name: answer}
            outputs: [answer, sum]
            """
        ).model(name: "m", seed: 0)
        try model.build()
        #expect(model.inputShapes == [[3], [2]])
        #expect(model.outputShapes == [[1], [4]])
    }

    @Test func aLayerKnowsItsPlace() throws {
        let network = try network("layers: [Dense: {units: 3}, Dense: {units: 2}]")
        #expect(network.path(ofLayer: "dense_1") == ["layers", "1"])
        #expect(network.path(ofLayer: "dense_2") == nil)
    }
}
