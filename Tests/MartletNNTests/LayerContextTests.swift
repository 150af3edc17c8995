// SPDX-License-Identifier: Apache-2.0
import MartletFormats
import MartletIR
import MartletNN
import MartletTensor
import MartletTesting
import Testing

/// Layers keep their identity: one called twice shares its parameters, two never do.
@Suite struct LayerContextTests {
    private struct Residual: UnaryLayer {
        let identity = LayerIdentity()
        private let first = Dense(4, activation: .relu, kernelRegularizer: .l2())
        private let second = Dense(4)

        func call(_ x: Tensor, in scope: LayerScope) -> Tensor {
            x + second(first(x, in: scope), in: scope)
        }
    }

    @Test func oneLayerCalledTwiceSharesItsParameters() {
        let context = LayerContext(isTraining: false)
        let layer = Dense(3)
        _ = layer(layer(.zeros([1, 3]), in: context.root), in: context.root)
        #expect(context.specifications.map(\.path) == ["dense/kernel", "dense/bias"])
        #expect(context.calls.map(\.path) == ["dense", "dense"])
    }

    @Test func twoLayersNeverShare() {
        let context = LayerContext(isTraining: false)
        for layer in [Dense(3), Dense(3)] { _ = layer(.zeros([1, 3]), in: context.root) }
        #expect(
            context.specifications.map(\.path) == [
                "dense/kernel", "dense/bias", "dense_1/kernel", "dense_1/bias",
            ])
    }

    @Test func layersInsideLayersHavePathsOfTheirOwn() {
        let context = LayerContext(isTraining: true)
        let layer = Residual()
        _ = layer(layer(.zeros([1, 4]), in: context.root), in: context.root)
        #expect(
            context.specifications.map(\.path) == [
                "residual/dense/kernel", "residual/dense/bias", "residual/dense_1/kernel",
                "residual/dense_1/bias",
            ])
        #expect(context.penalties.count == 1)
    }

    @Test func aLayerKeepsItsNumberOfFeatures() {
        let layer = Dense(3)
        let error = #expect(throws: GraphError.self) {
            try checking {
                let context = LayerContext(isTraining: false)
                _ = layer(.zeros([1, 4]), in: context.root)
                _ = layer(.zeros([1, 5]), in: context.root)
            }
        }
        #expect(error?.description.contains("the parameter was made for the shape [4, 3]") == true)
    }

    @Test func batchNormalizationUpdatesItsStatisticsInTrainingOnly() {
        let layer = BatchNormalization()
        for isTraining in [true, false] {
            let context = LayerContext(isTraining: isTraining)
            _ = layer(.ones([2, 3]), in: context.root)
            let updates = [
                "batch_normalization/moving_mean", "batch_normalization/moving_variance",
            ]
            #expect(context.updates.keys.sorted() == (isTraining ? updates : []))
            #expect(context.specifications.map(\.isTrainable) == [true, true, false, false])
        }
    }
}
