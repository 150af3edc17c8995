// SPDX-License-Identifier: Apache-2.0
import MartletCompiler
import MartletFormats
import MartletIR
import MartletNN
import MartletRuntime
import MartletTensor
import MartletTesting
import Testing

/// Every loss against Keras, with its gradient by the predictions.
@Suite struct KerasLossTests {
    static let fixtures = Result { try Fixture("losses").cases }
    static let cases = (try? fixtures.get()) ?? []

    private static func loss(_ fixture: Fixture.Case) throws -> any Loss {
        try ClassCatalog.losses.make(
            named: fixture["class_name"]?.string ?? "",
            Arguments(fixture["config"]?.object ?? [:]))
    }

    @Test func thereAreFixturesOfEveryLoss() throws {
        let recorded = Set(try Self.fixtures.get().compactMap { $0["loss"]?.string })
        #expect(recorded == Set(ClassCatalog.losses.names))
    }

    /// The reference is `nil`.
    static let engines: [TestedEngine?] = [nil] + TestedEngine.pairs

    @Test(arguments: cases, engines)
    func lossesAndGradientsAreThoseOfKeras(fixture: Fixture.Case, engine: TestedEngine?) throws {
        let device = try engine?.device() ?? .reference
        for precision in [(DType.float64, 1e-9), (.float32, 1e-5)] {
            try Device.with(device) { try Self.compare(fixture, precision) }
        }
    }

    private static func compare(_ fixture: Fixture.Case, _ precision: (DType, Double)) throws {
        // In float32 the numbers nearest to 0 and 1 are rounded before they are clipped.
        if fixture.name == "binary-clipped", precision.0 == .float32 { return }
        let predictions = Tensor(try fixture.tensor("y_pred", as: precision.0))
        let targets = Tensor(try fixture.tensor("y_true", as: precision.0))
        let loss = try loss(fixture)
        let values = loss(predictions, targets)
        var weighted = values
        if fixture["sample_weight"] != nil {
            let weights = Tensor(try fixture.tensor("sample_weight", as: precision.0))
            weighted = values * weights
        }
        let result = weighted.mean()
        let gradient = gradients(of: result, by: [predictions])[0]
        let actual = try Tensor.hosts([values, result, gradient])
        for (what, host) in try matchedPairs(["values", "result", "grad_y_pred"], actual) {
            let expected = try fixture.tensor(what, as: precision.0)
            #expect(host.shape == expected.shape, "\(what)")
            let answers = what == "grad_y_pred" ? try slopes(fixture) : expected.doubles
            let error = relativeError(host.doubles, answers, floor: 1e-3)
            #expect(error <= precision.1, "\(what)")
        }
    }

    /// Keras' gradients, but for that of |x| at 0: it is 0, as in TensorFlow and PyTorch; JAX, which was asked, says 1.
    private static func slopes(_ fixture: Fixture.Case) throws -> [Double] {
        let slopes = try fixture.tensor("grad_y_pred").doubles
        guard fixture["loss"] == "mean_absolute_error" else { return slopes }
        let (x, y) = (try fixture.tensor("y_pred").doubles, try fixture.tensor("y_true").doubles)
        return slopes.indices.map { x[$0] == y[$0] ? 0 : slopes[$0] }
    }
}
