// SPDX-License-Identifier: Apache-2.0
public import MartletFormats
public import MartletNN

/// The optimizers that files and the command line know by name.
public enum OptimizerCatalog {
    private typealias Maker = @Sendable (ConfigurationReader) throws -> any Optimizer

    private static let makers: [(className: String, make: Maker)] = [
        ("SGD", { try SGD(from: $0) }), ("Adagrad", { try Adagrad(from: $0) }),
        ("RMSprop", { try RMSprop(from: $0) }), ("Adam", { try Adam(from: $0) }),
        ("AdamW", { try AdamW(from: $0) }),
    ]

    /// Keras' names of all optimizers, in small letters.
    public static let names = makers.map { $0.className.lowercased() }

    /// The optimizer that Keras calls `name`; small and capital letters count alike.
    ///
    /// - Parameters:
    ///   - name: The name.
    ///   - reader: The arguments under Keras' names.
    /// - Returns: The optimizer.
    /// - Throws: `ConfigurationError` if there is no such optimizer or an argument is wrong.
    public static func optimizer(
        named name: String, configuration reader: ConfigurationReader = ConfigurationReader([:])
    ) throws -> any Optimizer {
        let known = makers.first { $0.className.lowercased() == name.lowercased() }
        guard let known else {
            throw ConfigurationError(
                path: reader.path, problem: "there is no optimizer \"\(name)\"",
                hint: Spelling.suggestion(for: name, among: names)
                    ?? "known are \(names.joined(separator: ", "))")
        }
        var optimizer = try known.make(reader)
        optimizer.options = try OptimizerOptions(from: reader, defaults: optimizer.options)
        _ = try reader.optionalString("name")
        try reader.finish()
        return optimizer
    }

    /// All arguments of an optimizer under Keras' names: what `optimizer(named:configuration:)` needs to make an equal
    /// one.
    public static func configuration(of optimizer: any Optimizer) -> JSONObject {
        var arguments = optimizer.options.configuration
        for (key, value) in optimizer.configuration.members { arguments[key] = value }
        return arguments
    }
}

extension ConfigurationReader {
    /// The optimizer that the argument describes: `adam`, `{Adam: {learning_rate: 0.01}}`, or Keras' stored form.
    public func optimizer(_ key: String = "optimizer") throws -> any Optimizer {
        guard let (name, arguments) = try namedObject(key) else {
            throw error(
                key, "is missing; it must be the name of an optimizer",
                hint: "known are \(OptimizerCatalog.names.joined(separator: ", "))")
        }
        return try OptimizerCatalog.optimizer(named: name, configuration: arguments)
    }

    /// A number from 0 to below 1.
    fileprivate func decay(_ key: String, default: Double) throws -> Double {
        let decay = try fraction(key, default: `default`)
        guard decay < 1 else { throw error(key, "must be less than 1, got \(decay)") }
        return decay
    }
}

extension OptimizerOptions {
    /// The options under Keras' names.
    var configuration: JSONObject {
        [
            "learning_rate": .double(learningRate),
            "weight_decay": weightDecay.map { .double($0) } ?? .null,
            "clipnorm": clipNorm.map { .double($0) } ?? .null,
            "global_clipnorm": globalClipNorm.map { .double($0) } ?? .null,
            "clipvalue": clipValue.map { .double($0) } ?? .null,
        ]
    }

    init(from reader: ConfigurationReader, defaults: OptimizerOptions) throws {
        func bound(_ key: String) throws -> Double? {
            let bound = try reader.optionalDouble(key, atLeast: 0)
            if bound == 0 { throw reader.error(key, "must be more than 0") }
            return bound
        }
        self.init(
            learningRate: try reader.double(
                "learning_rate", default: defaults.learningRate, atLeast: 0),
            clipNorm: try bound("clipnorm"), globalClipNorm: try bound("global_clipnorm"),
            clipValue: try bound("clipvalue"),
            weightDecay: try reader.optionalDouble("weight_decay", atLeast: 0)
                ?? (reader.has("weight_decay") ? nil : defaults.weightDecay))
        if [clipNorm, globalClipNorm, clipValue].compactMap(\.self).count > 1 {
            throw reader.error(
                "clipnorm", "only one of clipnorm, global_clipnorm and clipvalue can be given")
        }
    }
}

extension SGD {
    fileprivate init(from reader: ConfigurationReader) throws {
        self.init(
            momentum: try reader.fraction("momentum", default: 0),
            nesterov: try reader.bool("nesterov", default: false))
    }
}

extension Adagrad {
    fileprivate init(from reader: ConfigurationReader) throws {
        self.init(
            initialAccumulator: try reader.double(
                "initial_accumulator_value", default: 0.1, atLeast: 0),
            epsilon: try reader.double("epsilon", default: 1e-7, atLeast: 0))
    }
}

extension RMSprop {
    fileprivate init(from reader: ConfigurationReader) throws {
        self.init(
            rho: try reader.fraction("rho", default: 0.9),
            momentum: try reader.fraction("momentum", default: 0),
            epsilon: try reader.double("epsilon", default: 1e-7, atLeast: 0),
            centered: try reader.bool("centered", default: false))
    }
}

extension Adam {
    fileprivate init(from reader: ConfigurationReader) throws {
        self.init(
            beta1: try reader.decay("beta_1", default: 0.9),
            beta2: try reader.decay("beta_2", default: 0.999),
            epsilon: try reader.double("epsilon", default: 1e-7, atLeast: 0),
            amsgrad: try reader.bool("amsgrad", default: false))
    }
}

extension AdamW {
    fileprivate init(from reader: ConfigurationReader) throws {
        let adam = try Adam(from: reader)
        self.init(
            beta1: adam.beta1, beta2: adam.beta2, epsilon: adam.epsilon, amsgrad: adam.amsgrad)
    }
}
