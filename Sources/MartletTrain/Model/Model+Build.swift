import MartletData
// SPDX-License-Identifier: Apache-2.0
import MartletFormats
public import MartletIR
import MartletNN

extension Model {
    /// Makes the parameters for inputs of the given shapes, without the batch axis.
    ///
    /// `fit`, `evaluate` and `predict` do it when they first see data; a model with `Input` layers knows its shapes.
    /// - Throws: `GraphError`, with the layer's name, if a layer does not fit its input.
    public func build(inputShapes: [Shape]) throws {
        try checkDescription()
        if let network {
            try check(inputShapes, against: network.inputShapes)
            return
        }
        if let inputs = architecture.inputs {
            try check(inputShapes, against: inputs.compactMap { ($0.layer as? Input)?.shape })
        } else {
            guard inputShapes.count == 1 else {
                throw DataError(
                    .shapeMismatch,
                    "a sequential model has one input, the data has \(inputShapes.count)")
            }
        }
        network = try Network(
            architecture, inputShapes: inputShapes, dtype: dtype, seed: seed)
    }

    /// Makes the parameters of a model that says the shapes of its inputs itself.
    public func build() throws {
        try checkDescription()
        if isBuilt { return }
        guard let inputs = architecture.inputs else {
            throw ConfigurationError(
                path: [name], problem: "the shape of the input is not known yet",
                hint: "begin with Input(shape: …), or call build(inputShapes:)")
        }
        try build(inputShapes: inputs.compactMap { ($0.layer as? Input)?.shape })
    }

    func built() throws -> Network {
        try build()
        guard let network else { internalFailure("a built model has no network") }
        return network
    }

    func built(for data: Dataset) throws -> Network {
        try build(inputShapes: data.inputs.map(\.exampleShape))
        return try built()
    }

    private func check(_ given: [Shape], against expected: [Shape]) throws {
        guard given.count == expected.count else {
            throw DataError(
                .shapeMismatch,
                "the model \(name) has \(expected.count) input(s), the data has \(given.count)")
        }
        for (index, (given, expected)) in strictZip(given, expected).enumerated()
        where given != expected {
            throw DataError(
                .shapeMismatch,
                "input \(index) of the model \(name) takes examples of shape \(expected), "
                    + "the data has \(given)",
                hint: given.count == expected.count ? "reshape the data: reshapedInputs(to:)" : nil)
        }
    }

    /// The parameters, in the order in which layers asked for them; empty until the model is built.
    public var parameters: [Parameter] { network?.parameters ?? [] }

    /// How many numbers the parameters hold.
    public var parameterCount: Int { parameters.reduce(0) { $0 + $1.count } }

    /// Gives parameters new values, by path.
    ///
    /// - Throws: `DataError` if there is no such parameter or the value has another shape; then nothing is changed.
    public func setParameters(_ values: [String: HostTensor]) throws {
        let network = try built()
        let known = Dictionary(uniqueKeysWithValues: network.parameters.map { ($0.path, $0) })
        for (path, value) in values {
            guard let parameter = known[path] else {
                throw DataError(
                    .notFound, "the model \(name) has no parameter \"\(path)\"",
                    hint: Spelling.suggestion(for: path, among: known.keys.sorted()))
            }
            guard parameter.type.shape == value.shape else {
                throw DataError(
                    .shapeMismatch,
                    "\(path) has the shape \(parameter.type.shape), the value \(value.shape)")
            }
        }
        for (path, value) in values {
            guard let parameter = known[path] else { continue }
            value.converted(to: parameter.type.dtype).copyElements(to: parameter.buffer)
        }
        network.version.advance()
    }
}

extension HostTensor {
    /// The same numbers as another element type.
    func converted(to dtype: DType) -> HostTensor {
        dtype == self.dtype ? self : HostTensor(doubles, shape: shape, dtype: dtype)
    }
}
