// SPDX-License-Identifier: Apache-2.0
import Martlet
import Testing

@testable import MartletCLI

@Suite struct BuiltInSpecificationsTests {
    /// Name, shape of an example as the network sees it, parameters as Keras counts them.
    static let networks: [(name: String, input: Shape, parameters: Int)] = [
        ("digits-cnn", [8, 8, 1], 35_914),
        ("mnist-mlp", [784], 101_770),
        ("mnist-mlp-64x2", [784], 55_050),
        ("mnist-cnn", [28, 28, 1], 121_930),
        ("mnist-cnn-onehot", [28, 28, 1], 693_962),
        ("binary-mlp", [10], 121),
        ("categorical-mlp", [100], 11_274),
    ]

    @Test(arguments: networks)
    func describesTheNetwork(name: String, input: Shape, parameters: Int) throws {
        let specification = try Specification(SpecificationFile(name))
        #expect(specification.name == name)
        let model = try specification.network.model(name: name, seed: 0)
        try model.build(inputShapes: [input])
        #expect(model.parameterCount == parameters)
        #expect(!BuiltInSpecifications.summary(of: name).isEmpty)
    }

    @Test func allAreListed() { #expect(BuiltInSpecifications.names == Self.networks.map(\.name)) }

    @Test func trainAsTheTextsSay() throws {
        func fit(_ name: String) throws -> FitDescription {
            try Specification(SpecificationFile(name)).fit
        }
        #expect(try fit("mnist-mlp").epochs == 10)
        #expect(try fit("mnist-mlp-64x2").epochs == 5)
        #expect(try fit("mnist-cnn").epochs == 5)
        #expect(try fit("mnist-cnn-onehot").epochs == 10)
        #expect(try fit("mnist-cnn-onehot").batchSize == 128)
        let binary = try Specification(SpecificationFile("binary-mlp"))
        #expect(binary.fit.epochs == 100)
        #expect(binary.training.optimizer.options.learningRate == 0.01)
    }
}
