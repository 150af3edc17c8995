// SPDX-License-Identifier: Apache-2.0
import MartletFormats
public import MartletIR
public import MartletTensor

/// One pass through a network: where parameters come from, and what layers leave behind besides their results.
///
/// Made by a model; layers see it through ``LayerScope``.
public final class LayerContext {
    /// Whether the pass belongs to training: dropout drops, batch normalisation uses the batch.
    public let isTraining: Bool
    /// The element type of parameters.
    public let dtype: DType
    /// The parameters in the order in which layers first asked for them.
    public private(set) var specifications: [ParameterSpecification] = []
    /// New values of parameters that layers update themselves, by path.
    public private(set) var updates: [String: Tensor] = [:]
    /// Penalties of regularised parameters, each a scalar.
    public private(set) var penalties: [Tensor] = []
    /// The result of each call of a layer at the top level, in order: path and tensor.
    public private(set) var calls: [(path: String, result: Tensor)] = []

    private let given: [String: Tensor]
    private let seed: Tensor
    private var declared: [String: Tensor] = [:]
    private var streams: UInt64 = 0
    private var parameterBytes = 0
    /// Names by the path of the parent and the identity of the layer.
    private var names: [String: [ObjectIdentifier: String]] = [:]
    private var takenNames: [String: Set<String>] = [:]

    /// A pass that takes parameters from `parameters`, by path; one that is not there is declared, with a
    /// placeholder as its value.
    ///
    /// - Parameters:
    ///   - isTraining: Whether the pass belongs to training.
    ///   - dtype: The element type of parameters.
    ///   - parameters: Values by path.
    ///   - seed: An int64 scalar from which random numbers come; it should differ from step to step.
    public init(
        isTraining: Bool, dtype: DType = .float32, parameters: [String: Tensor] = [:],
        seed: Tensor? = nil
    ) {
        self.isTraining = isTraining
        self.dtype = dtype
        self.given = parameters
        self.seed = seed ?? Tensor(HostTensor(scalars: [Int64(0)], shape: .scalar))
    }

    /// The outermost scope.
    public var root: LayerScope { LayerScope(context: self, path: "") }

    /// Reserves the name of a layer at the top level, so that names do not depend on the order of calls.
    public func reserve(_ name: String, for layer: any Layer) {
        names["", default: [:]][ObjectIdentifier(layer.identity)] = name
        takenNames["", default: []].insert(name)
    }

    func name(of layer: any Layer, under parent: String) -> String {
        if let known = names[parent]?[ObjectIdentifier(layer.identity)] { return known }
        let wanted = layer.name ?? LayerNaming.automaticName(of: type(of: layer).className)
        let name = LayerNaming.unique(wanted, among: takenNames[parent] ?? [])
        names[parent, default: [:]][ObjectIdentifier(layer.identity)] = name
        takenNames[parent, default: []].insert(name)
        return name
    }

    func parameter(_ specification: ParameterSpecification) -> Tensor {
        if let known = declared[specification.path] {
            guard known.shape == specification.shape else {
                return .failed(.parameterChangedShape(specification, known.shape))
            }
            return known
        }
        let type = TensorType(specification.shape, specification.dtype)
        do throws(GraphError) {
            try specification.initializer.check(specification.shape)
        } catch {
            return .failed(error)
        }
        parameterBytes += type.byteCount
        if parameterBytes > PhysicalMemory.byteCount {
            return .failed(.parametersExceedMemory(specification, parameterBytes))
        }
        let placeholder = Placeholder(index: -1 - specifications.count, type: type)
        let value = given[specification.path] ?? Tensor(placeholder)
        guard value.shape == specification.shape else {
            return .failed(.parameterChangedShape(specification, value.shape))
        }
        declared[specification.path] = value
        specifications.append(specification)
        if let regularizer = specification.regularizer { penalties.append(regularizer(value)) }
        return value
    }

    func update(_ path: String, to value: Tensor) { updates[path] = value }

    func addPenalty(_ penalty: Tensor) { penalties.append(penalty) }

    func record(_ path: String, _ result: Tensor) { calls.append((path, result)) }

    /// The seed of the pass and a stream number that no other use in the pass has.
    func randomSource() -> (seed: Tensor, stream: UInt64) {
        streams += 1
        return (seed, streams)
    }
}

extension GraphError {
    static func parametersExceedMemory(_ specification: ParameterSpecification, _ bytes: Int)
        -> GraphError
    {
        GraphError(
            code: .invalidAttribute, operation: specification.path,
            problem: "with this parameter of the shape \(specification.shape) the network takes "
                + "\(bytes / 1_000_000) MB, the machine has "
                + "\(PhysicalMemory.byteCount / 1_000_000) MB",
            hint: "use fewer units or filters, or make the input smaller before this layer")
    }

    static func parameterChangedShape(_ specification: ParameterSpecification, _ known: Shape)
        -> GraphError
    {
        GraphError(
            code: .shapeMismatch, operation: specification.path,
            problem: "the parameter was made for the shape \(known), now "
                + "\(specification.shape) is needed",
            hint: "a layer's input must keep its number of features once the model is built")
    }
}
