// SPDX-License-Identifier: Apache-2.0
public import MartletFormats
public import MartletIR
public import MartletNN

/// A network with its parameters: describe it, `compile`, `fit`, `evaluate`, `predict`, `save`.
///
/// ```swift
/// let model = Sequential {
///     Flatten()
///     Dense(128, activation: .relu)
///     Dense(10, activation: .softmax)
/// }
/// try model.compile(optimizer: .adam, loss: .sparseCategoricalCrossentropy, metrics: [.accuracy])
/// try model.fit(train, epochs: 5)
/// ```
/// A model is not `Sendable`: one task trains it. ``frozen()`` gives a value that any number of tasks may predict with.
public final class Model {
    /// What it is called in summaries and messages.
    public let name: String
    /// From what initial values, shuffling and dropout are drawn: equal seeds give equal models.
    public let seed: Int
    /// The element type of parameters and of what is computed.
    public let dtype: DType
    /// The names of the classes that the outputs stand for, if it is a classifier.
    public var classNames: [String]?
    /// Whatever else should be kept with the model: the preprocessing of its inputs, for one.
    public var metadata: JSONObject = [:]

    var architecture: Architecture
    /// Parameters and their shapes, once built.
    var network: Network?
    /// What `compile` was given.
    var compilation: Compilation?
    /// What it was compiled with when it was saved, if a class of that is not known here.
    var unknownCompilation: UnknownCompilation?
    /// Slots and the number of steps taken.
    var optimizerState: OptimizerState?
    /// Compiled steps; they run one at a time, since one task at a time uses a model.
    package var programs = ProgramCache(sharesArena: true)
    /// Data that need not be looked through again.
    var checked = CheckedData()
    /// A mistake in the description, thrown when the model is built.
    private let descriptionError: (any Error)?

    /// A sequential model from a list of layers.
    public init(
        name: String = "sequential", seed: Int = 0, dtype: DType = .float32, layers: [any Layer]
    ) {
        self.name = name
        self.seed = seed
        self.dtype = dtype
        architecture = Architecture(sequence: layers)
        descriptionError = nil
    }

    /// A sequential model: each layer is applied to the result of the one before.
    public convenience init(
        _ name: String = "sequential", seed: Int = 0, dtype: DType = .float32,
        @LayerBuilder layers: () -> [any Layer] = { [] }
    ) {
        self.init(name: name, seed: seed, dtype: dtype, layers: layers())
    }

    /// A functional model: everything between the inputs and the outputs.
    ///
    /// An output that depends on an input not listed is reported when the model is built.
    public init(
        inputs: [any SymbolConvertible], outputs: [any SymbolConvertible],
        name: String = "functional", seed: Int = 0, dtype: DType = .float32
    ) {
        self.name = name
        self.seed = seed
        self.dtype = dtype
        do {
            architecture = try Architecture(
                inputs: inputs.map(\.symbol), outputs: outputs.map(\.symbol))
            descriptionError = nil
        } catch {
            architecture = Architecture(sequence: [])
            descriptionError = error
        }
    }

    /// A functional model with one input and one output.
    public convenience init(
        inputs: any SymbolConvertible, outputs: any SymbolConvertible, name: String = "functional",
        seed: Int = 0, dtype: DType = .float32
    ) {
        self.init(inputs: [inputs], outputs: [outputs], name: name, seed: seed, dtype: dtype)
    }

    init(name: String, seed: Int, dtype: DType, architecture: Architecture) {
        self.name = name
        self.seed = seed
        self.dtype = dtype
        self.architecture = architecture
        descriptionError = nil
    }

    /// The layers in order, inputs left out.
    public var layers: [any Layer] { architecture.members.map(\.layer) }

    /// Whether parameters have been made.
    public var isBuilt: Bool { network != nil }

    /// Adds a layer at the end of a sequential model.
    ///
    /// What was built is built again.
    public func add(_ layer: any Layer) {
        precondition(
            architecture.isSequential, "Model: layers can be added to sequential models only.")
        architecture.append(layer)
        forgetNetwork()
    }

    func forgetNetwork() {
        network = nil
        optimizerState = nil
        programs.removeAll()
    }

    func checkDescription() throws {
        if let descriptionError { throw descriptionError }
        guard !architecture.calls.isEmpty else {
            throw ConfigurationError(path: [name], problem: "the model has no layers")
        }
    }
}

/// A model made from a list of layers.
public typealias Sequential = Model
