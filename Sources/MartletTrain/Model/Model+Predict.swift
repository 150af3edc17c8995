// SPDX-License-Identifier: Apache-2.0
public import MartletData
public import MartletIR
import MartletRuntime
public import MartletTensor

extension Model {
    /// The outputs for the inputs of `data`: one tensor per output, an example per row.
    ///
    /// - Throws: `DataError` if the data does not suit the model.
    public func predict(_ data: Dataset, batchSize: Int = 32) throws -> [HostTensor] {
        try FitOptions.check(batchSize, atLeast: 1, "batchSize", of: "predict")
        let network = try built(for: data)
        return try Predictor(architecture, network, programs).outputs(
            for: data, batchSize: batchSize)
    }

    /// The outputs for one tensor per input, an example per row.
    public func predict(_ inputs: [HostTensor], batchSize: Int = 32) throws -> [HostTensor] {
        try predict(Dataset(inputs: inputs.map { Features($0) }), batchSize: batchSize)
    }

    /// The output of a model with one input and one output, for a tensor with an example per row.
    public func predict(_ inputs: Tensor, batchSize: Int = 32) throws -> Tensor {
        let outputs = try predict([try inputs.host()], batchSize: batchSize)
        guard outputs.count == 1 else {
            throw DataError(
                .shapeMismatch, "the model \(name) has \(outputs.count) outputs, not one",
                hint: "use predict(_:) with a list of inputs")
        }
        return Tensor(outputs[0])
    }

    /// The model as it is now, for prediction by any number of tasks at once.
    public func frozen() throws -> FrozenModel {
        FrozenModel(
            name: name, classNames: classNames,
            predictor: Predictor(
                architecture, try built().copied(), ProgramCache(sharesArena: false)))
    }
}

/// A trained model that no longer changes: a value that any number of tasks may predict with.
public struct FrozenModel: Sendable {
    /// What it is called.
    public let name: String
    /// The names of the classes that the outputs stand for, if it is a classifier.
    public let classNames: [String]?
    let predictor: Predictor

    init(name: String, classNames: [String]?, predictor: Predictor) {
        self.name = name
        self.classNames = classNames
        self.predictor = predictor
    }

    /// The outputs for one tensor per input, an example per row.
    ///
    /// - Throws: `DataError` if the inputs have not the shapes that the model takes.
    public func predict(_ inputs: [HostTensor], batchSize: Int = 32) throws -> [HostTensor] {
        try FitOptions.check(batchSize, atLeast: 1, "batchSize", of: "predict")
        let data = try Dataset(inputs: inputs.map { Features($0) })
        let shapes = data.inputs.map(\.exampleShape)
        guard shapes == predictor.network.inputShapes else {
            throw DataError(
                .shapeMismatch,
                "the model \(name) takes examples of \(predictor.network.inputShapes), got \(shapes)"
            )
        }
        return try predictor.outputs(for: data, batchSize: batchSize)
    }
}
