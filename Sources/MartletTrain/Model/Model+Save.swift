// SPDX-License-Identifier: Apache-2.0
import MartletData
public import MartletFormats
import MartletIR
import MartletNN

extension Model {
    /// Writes the model to one file: architecture, parameters, how it was compiled, what the optimizer remembers.
    ///
    /// The file is in the safetensors format; other programs read the parameters by path, such as `dense_1/kernel`.
    /// It replaces an older one in one step. Read it with ``init(contentsOf:custom:)``.
    ///
    /// - Parameters:
    ///   - path: Where to.
    ///   - includingOptimizer: Whether training can go on from the file; without it the file is a third of the size.
    /// - Throws: `DataError` if the file cannot be written, `ConfigurationError` if a layer cannot be stored.
    public func save(to path: String, includingOptimizer: Bool = true) throws {
        let network = try built()
        var tensors: [String: HostTensor] = [:]
        for parameter in network.parameters {
            tensors[parameter.path] = HostTensor(parameter.type, parameter.buffer)
        }
        let optimizer = includingOptimizer ? compilation?.optimizer : nil
        if let optimizer, let optimizerState {
            for (parameter, buffers) in strictZip(network.trainable, optimizerState.slots) {
                let slots = optimizer.slots(for: parameter.type.dtype)
                for (slot, buffer) in strictZip(slots, buffers) {
                    let name = ModelFile.slotName(slot, of: parameter)
                    tensors[name] = HostTensor(parameter.slotType, buffer)
                }
            }
        }
        let metadata = ["format": "martlet", ModelFile.key: try description(network).text]
        try Safetensors(tensors, metadata: metadata).write(to: path)
    }

    private func description(_ network: Network) throws -> JSONValue {
        [
            "version": .int(ModelFile.version), "name": .string(name), "seed": .int(seed),
            "dtype": .string(dtype.rawValue), "architecture": try architecture.configuration(),
            "input_shapes": .array(
                network.inputShapes.map { .array($0.sizes.map { .int($0) }) }),
            "compile": compilation?.configuration ?? unknownCompilation?.configuration ?? .null,
            "steps": .int(optimizerState?.stepCount ?? 0),
            "class_names": classNames.map { .array($0.map { .string($0) }) } ?? .null,
            "user": .object(metadata),
        ]
    }

    /// The model that a file holds.
    ///
    /// - Parameters:
    ///   - path: A file written by ``save(to:includingOptimizer:)``.
    ///   - custom: Classes of your own that occur in it: layers, losses, metrics, optimizers, initialisers, …
    /// - Throws: `DataError` if the file is missing, damaged or of another kind, or if it holds a layer that is not
    ///   known. A model whose loss, metric or optimizer is not known predicts all the same; `fit` and `evaluate` throw
    ///   until it is compiled.
    public convenience init(contentsOf path: String, custom: [any Configurable.Type] = [])
        throws
    {
        let file = try ModelFile(contentsOf: path)
        do {
            let reader = ConfigurationReader(file.description)
            try self.init(reader, custom)
            try restoreParameters(from: file)
            try restoreCompilation(reader, custom, from: file)
        } catch let error as GraphError {
            throw file.damaged(cause: error)
        } catch let error as ConfigurationError {
            throw file.damaged(cause: error)
        }
    }

    private convenience init(
        _ reader: ConfigurationReader, _ custom: [any Configurable.Type]
    ) throws {
        let types = DType.allCases.filter(\.isFloating).map(\.rawValue)
        let dtype = DType(rawValue: try reader.choice("dtype", of: types)) ?? .float32
        self.init(
            name: try reader.string("name"), seed: try reader.integer("seed", default: 0),
            dtype: dtype,
            architecture: try Architecture(
                from: reader.value("architecture") ?? .null, custom: custom))
        let shapes = try reader.required("input_shapes", nil, "a list of shapes") { value in
            let shapes = value.array?.compactMap { Self.shape($0) }
            return shapes?.count == value.array?.count ? shapes : nil
        }
        classNames = reader.value("class_names")?.array?.compactMap(\.string)
        metadata = reader.value("user")?.object ?? [:]
        try build(inputShapes: shapes)
    }

    /// A shape of sizes that a file may declare: none negative, the product no overflow.
    private static func shape(_ value: JSONValue) -> Shape? {
        guard let list = value.array else { return nil }
        let sizes = list.compactMap(\.int)
        guard sizes.count == list.count, sizes.allSatisfy({ (0..<(1 << 32)).contains($0) }) else {
            return nil
        }
        var count = 1
        for size in sizes {
            let (product, overflow) = count.multipliedReportingOverflow(by: size)
            guard !overflow, product < 1 << 40 else { return nil }
            count = product
        }
        return Shape(sizes)
    }

    private func restoreParameters(from file: ModelFile) throws {
        var values: [String: HostTensor] = [:]
        for parameter in parameters {
            // Statistics of 16-bit models once had the model's type.
            values[parameter.path] = try file.tensor(
                parameter.path, parameter.type, orOf: parameter.isTrainable ? nil : dtype)
        }
        try setParameters(values)
    }

    private func restoreCompilation(
        _ reader: ConfigurationReader, _ custom: [any Configurable.Type], from file: ModelFile
    ) throws {
        guard let value = reader.value("compile")?.object else { return }
        do {
            compilation = try Compilation(
                from: ConfigurationReader(value, path: ["compile"]), custom: custom)
        } catch let error as ConfigurationError where error.isUnknownClass {
            unknownCompilation = UnknownCompilation(configuration: .object(value), cause: error)
        }
        try restoreOptimizer(reader, from: file)
    }

    private func restoreOptimizer(_ reader: ConfigurationReader, from file: ModelFile) throws {
        guard let compilation, let network else { return }
        let steps = try reader.integer("steps", default: 0, atLeast: 0)
        let names = network.trainable.flatMap { parameter in
            compilation.optimizer.slots(for: parameter.type.dtype).map {
                ModelFile.slotName($0, of: parameter)
            }
        }
        guard steps > 0, names.allSatisfy(file.has) else { return }
        let state = OptimizerState(
            compilation.optimizer, for: network.trainable, of: self, stepCount: steps)
        for (name, (parameter, buffer)) in strictZip(
            names,
            strictZip(network.trainable, state.slots).flatMap { parameter, buffers in
                buffers.map { (parameter, $0) }
            })
        {
            try file.tensor(name, parameter.slotType).copyElements(to: buffer)
        }
        optimizerState = state
    }
}
