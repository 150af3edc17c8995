// SPDX-License-Identifier: Apache-2.0
import MartletData
public import MartletIR

/// A model ready to answer: a compiled forward pass with its memory, for batches of one size.
///
/// ```swift
/// let predictor = try model.preparedPredictor()
/// let probabilities = try predictor.predict(pixels)          // [Float] → [Float]
/// try predictor.predict(input, into: output)                 // the same without allocating
/// ```
/// One thread at a time may use it, and the model it was made from must not train meanwhile: it is not `Sendable`. Make
/// one for each thread, from a ``FrozenModel``.
///
/// It reads the model's parameters where they are: after more training, or `setParameters`, the next call answers
/// with the new values. A model that is built anew, after `add`, has new parameters; the predictor keeps the old ones.
public final class PreparedPredictor {
    /// Examples in every call.
    public let batchSize: Int
    /// The types of the inputs, batch axis included.
    public let inputTypes: [TensorType]
    /// The types of the outputs, batch axis included.
    public let outputTypes: [TensorType]
    private let name: String
    private let program: Program
    private let results: [Buffer]

    init(_ predictor: Predictor, name: String, batchSize: Int) throws {
        try FitOptions.check(batchSize, atLeast: 1, "batchSize", of: "preparedPredictor")
        let (step, network) = (predictor.step, predictor.network)
        let types = step.types(batchSize)
        self.name = name
        self.batchSize = batchSize
        inputTypes = types.inputs
        outputTypes = network.outputShapes.map {
            TensorType(Shape([batchSize] + $0.sizes), network.dtype)
        }
        program = try predictor.programs.make(
            step.kind, types, fixed: step.fixed, parameters: network.version
        ) {
            try checking { step.trace(types) }
        }
        results = program.results
    }

    /// The output for an input of a model that has one of each; nothing is allocated.
    ///
    /// - Parameters:
    ///   - input: As many numbers as the input has, row by row.
    ///   - output: Memory for as many numbers as the output has.
    /// - Throws: `DataError` if a size is wrong or the model has several inputs or outputs.
    public func predict(
        _ input: UnsafeBufferPointer<Float>, into output: UnsafeMutableBufferPointer<Float>
    ) throws {
        guard inputTypes.count == 1, outputTypes.count == 1 else { throw severalParts() }
        try setInput(0, to: input)
        try run()
        try copyOutput(0, into: output)
    }

    /// The output for an input of a model that has one of each.
    ///
    /// - Throws: `DataError` if the size is wrong or the model has several inputs or outputs.
    public func predict(_ input: [Float]) throws -> [Float] {
        guard inputTypes.count == 1, outputTypes.count == 1 else { throw severalParts() }
        return try predict([input])[0]
    }

    /// The outputs for one list of numbers per input.
    ///
    /// - Throws: `DataError` if a size or the number of inputs is wrong.
    public func predict(_ inputs: [[Float]]) throws -> [[Float]] {
        guard inputs.count == inputTypes.count else {
            throw DataError(
                .shapeMismatch,
                "the model \(name) has \(inputTypes.count) input(s), \(inputs.count) are given")
        }
        for (index, input) in inputs.enumerated() {
            try input.withUnsafeBufferPointer { try setInput(index, to: $0) }
        }
        try run()
        return try outputTypes.indices.map { index in
            var output = [Float](repeating: 0, count: outputTypes[index].shape.count)
            try output.withUnsafeMutableBufferPointer { try copyOutput(index, into: $0) }
            return output
        }
    }

    /// Copies the numbers of one input in; ``run()`` computes with them.
    ///
    /// - Throws: `DataError` if there are more or fewer than the input has.
    public func setInput(_ index: Int, to values: UnsafeBufferPointer<Float>) throws {
        let type = inputTypes[index]
        guard values.count == type.shape.count else {
            throw wrongCount(values.count, of: "input", index, type)
        }
        FloatCopy.store(values, to: program.batch[index].pointer, as: type.dtype)
    }

    /// Computes the outputs for the inputs that were set last.
    ///
    /// - Throws: `ExecutionError`, such as for an index outside its tensor.
    public func run() throws { try program.run() }

    /// Copies the numbers of one output to `values`.
    ///
    /// - Throws: `DataError` if there is room for more or fewer than the output has.
    public func copyOutput(
        _ index: Int, into values: UnsafeMutableBufferPointer<Float>
    ) throws {
        let type = outputTypes[index]
        guard values.count == type.shape.count else {
            throw wrongCount(values.count, of: "output", index, type)
        }
        FloatCopy.load(results[index].pointer, as: type.dtype, into: values)
    }

    private func wrongCount(_ count: Int, of part: String, _ index: Int, _ type: TensorType)
        -> DataError
    {
        DataError(
            .shapeMismatch,
            "\(part) \(index) of the model \(name) has \(type.shape.count) numbers \(type.shape), "
                + "the memory given holds \(count)")
    }

    private func severalParts() -> DataError {
        DataError(
            .shapeMismatch,
            "the model \(name) has \(inputTypes.count) input(s) and \(outputTypes.count) output(s)",
            hint: "give one list per input, or use setInput(_:to:), run() and copyOutput(_:into:)")
    }
}

extension Model {
    /// The forward pass, compiled, with memory for batches of one size: for answers at once.
    ///
    /// - Parameter batchSize: Examples in every call.
    /// - Returns: A predictor that reads this model's parameters.
    /// - Throws: `ConfigurationError` if the shape of the input is not known yet, or `batchSize` is below 1.
    public func preparedPredictor(batchSize: Int = 1) throws -> PreparedPredictor {
        try PreparedPredictor(
            Predictor(architecture, try built(), programs), name: name, batchSize: batchSize)
    }
}

extension FrozenModel {
    /// The forward pass with memory for batches of one size: for answers at once, one predictor for each thread.
    ///
    /// - Parameter batchSize: Examples in every call.
    /// - Returns: A predictor that reads the parameters of this value, which never change.
    /// - Throws: `ConfigurationError` if `batchSize` is below 1.
    public func preparedPredictor(batchSize: Int = 1) throws -> sending PreparedPredictor {
        try PreparedPredictor(predictor, name: name, batchSize: batchSize)
    }
}
