// SPDX-License-Identifier: Apache-2.0
import MartletCompiler
import MartletFormats
import MartletIR
import MartletNN
import MartletRuntime
import MartletTensor
import MartletTesting

/// A layer with inputs and weights from Keras, ready to be called.
struct LayerCase {
    let layer: any Layer
    let isTraining: Bool
    let dtype: DType
    let inputs: [(key: String, value: HostTensor)]
    let weights: [(key: String, value: HostTensor)]

    init(_ fixture: Fixture.Case, as dtype: DType) throws {
        layer = try ClassCatalog.layers.make(
            named: fixture["class_name"]?.string ?? "",
            Arguments(fixture["config"]?.object ?? [:]))
        isTraining = fixture["training"]?.bool ?? false
        self.dtype = dtype
        inputs = try fixture.tensors("inputs", as: dtype)
        weights = try fixture.tensors("weights", as: dtype)
    }

    /// The layer's result for the given inputs and weights, and the pass that it was called in.
    func call(_ inputs: [Tensor], _ weights: [Tensor]) -> (result: Tensor, context: LayerContext) {
        let paths = self.weights.map { "layer/\($0.key)" }
        let context = LayerContext(
            isTraining: isTraining, dtype: dtype,
            parameters: Dictionary(uniqueKeysWithValues: zip(paths, weights)))
        context.reserve("layer", for: layer)
        return (layer(inputs, in: context.root), context)
    }

    /// What Keras recorded for the layer: output, gradients and updated statistics, and our values of the same.
    func comparisons(with fixture: Fixture.Case, on device: Device) throws
        -> [(what: String, actual: HostTensor, expected: HostTensor)]
    {
        let inputs = inputs.map { Tensor($0.value) }
        let weights = weights.map { Tensor($0.value) }
        let (output, context) = call(inputs, weights)
        let names = (self.inputs + self.weights).map(\.key)
        let variables = Dictionary(uniqueKeysWithValues: zip(names, inputs + weights))
        let slopes =
            try fixture.tensors("input_gradients", as: dtype)
            + fixture.tensors("weight_gradients", as: dtype)
        let updates = try fixture.tensors("updated", as: dtype)
        let rules = gradients(
            of: output, by: slopes.compactMap { variables[$0.key] },
            seed: Tensor(try fixture.tensor("cotangent", as: dtype)))
        let tensors = [output] + rules + updates.compactMap { context.updates["layer/\($0.key)"] }
        let actual = try Device.with(device) { try Tensor.hosts(tensors) }
        let answers = [("output", try fixture.tensor("output", as: dtype))] + slopes + updates
        return try matchedPairs(answers, actual).map { ($0.0, $1, $0.1) }
    }
}
