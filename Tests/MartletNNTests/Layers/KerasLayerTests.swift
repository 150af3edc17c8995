// SPDX-License-Identifier: Apache-2.0
import MartletFormats
import MartletIR
import MartletNN
import MartletRuntime
import MartletTensor
import MartletTesting
import Testing

/// Every layer against Keras, forward and backward, and its gradients against finite differences.
@Suite struct KerasLayerTests {
    static let fixtures = Result { try Fixture("layers").cases }
    static let cases = (try? fixtures.get()) ?? []

    @Test func thereAreFixturesOfEveryLayer() throws {
        let recorded = Set(try Self.fixtures.get().compactMap { $0["class_name"]?.string })
        // Judged by their mathematics in MergeLayerTests; an input has nothing to compute.
        let others: Set = ["InputLayer", "Subtract", "Multiply", "Average", "Maximum", "Minimum"]
        #expect(try !Self.fixtures.get().isEmpty)
        #expect(recorded.union(others) == Set(ClassCatalog.layers.types.map { $0.className }))
    }

    /// An engine, the reference if it is `nil`; the element type; how far results may lie from Keras'.
    struct Precision: Sendable, CustomTestStringConvertible {
        let engine: TestedEngine?
        let dtype: DType
        let tolerance: Double
        var testDescription: String { "\(dtype) on \(engine?.description ?? "the reference")" }
    }

    static let precisions = ([nil] + TestedEngine.pairs).flatMap { engine in
        [
            Precision(engine: engine, dtype: .float64, tolerance: 1e-9),
            Precision(engine: engine, dtype: .float32, tolerance: 1e-5),
        ]
    }

    @Test(arguments: cases, precisions)
    func resultsAndGradientsAreThoseOfKeras(
        fixture: Fixture.Case, precision: Precision
    ) throws {
        let layer = try LayerCase(fixture, as: precision.dtype)
        let device = try precision.engine?.device() ?? .reference
        let comparisons = try layer.comparisons(with: fixture, on: device)
        #expect(!comparisons.isEmpty)
        for (what, actual, expected) in comparisons {
            #expect(actual.shape == expected.shape, "\(what)")
            let error = relativeError(actual.doubles, expected.doubles, floor: 1e-3)
            #expect(error <= precision.tolerance, "\(what)")
        }
    }

    @Test(arguments: cases)
    func parametersComeInKerasOrder(fixture: Fixture.Case) throws {
        let layer = try LayerCase(fixture, as: .float64)
        let context = LayerContext(isTraining: false, dtype: .float64)
        context.reserve("layer", for: layer.layer)
        _ = layer.layer(layer.inputs.map { Tensor($0.value) }, in: context.root)
        #expect(context.specifications.map(\.path) == layer.weights.map { "layer/\($0.key)" })
        #expect(context.specifications.map(\.shape) == layer.weights.map(\.value.shape))
        let trainable = try fixture.tensors("weight_gradients").map { "layer/\($0.key)" }
        #expect(context.specifications.filter(\.isTrainable).map(\.path) == trainable)
    }

    @Test(arguments: cases)
    func finiteDifferencesConfirmGradients(fixture: Fixture.Case) throws {
        let layer = try LayerCase(fixture, as: .float64)
        let values = (layer.inputs + layer.weights).map(\.value)
        let mismatches = try GradientCheck().mismatches(at: values) { places in
            let inputs = Array(places.prefix(layer.inputs.count))
            return layer.call(inputs, Array(places.dropFirst(inputs.count))).result
        }
        #expect(mismatches.isEmpty)
    }
}
