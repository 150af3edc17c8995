// SPDX-License-Identifier: Apache-2.0
public import MartletFormats

extension Initializer {
    /// Keras' form: `{"class_name": "GlorotUniform", "config": {"seed": null}}`.
    public var configuration: JSONValue { stored(seed: .null) }

    private func stored(seed: JSONValue) -> JSONValue {
        var arguments: JSONObject = [:]
        let className: String
        switch self {
        case .zeros: return Self.object("Zeros", [:])
        case .ones: return Self.object("Ones", [:])
        case .constant(let value): return Self.object("Constant", ["value": .double(value)])
        case .seeded(let initializer, let seed): return initializer.stored(seed: .int(seed))
        case .uniform(let low, let high):
            className = "RandomUniform"
            arguments = ["minval": .double(low), "maxval": .double(high)]
        case .normal(let mean, let deviation):
            className = "RandomNormal"
            arguments = ["mean": .double(mean), "stddev": .double(deviation)]
        case .truncatedNormal(let mean, let deviation):
            className = "TruncatedNormal"
            arguments = ["mean": .double(mean), "stddev": .double(deviation)]
        case .orthogonal(let gain):
            className = "Orthogonal"
            arguments = ["gain": .double(gain)]
        case .varianceScaling(let scaling):
            let named = Self.namedScalings.first { $0.initializer == self }
            className = named?.className ?? "VarianceScaling"
            if named == nil {
                arguments = [
                    "scale": .double(scaling.scale), "mode": .string(scaling.mode.rawValue),
                    "distribution": .string(scaling.distribution.rawValue),
                ]
            }
        }
        arguments["seed"] = seed
        return Self.object(className, arguments)
    }

    private static func object(_ className: String, _ arguments: JSONObject) -> JSONValue {
        ["class_name": .string(className), "config": .object(arguments)]
    }

    fileprivate static let namedScalings: [(className: String, initializer: Initializer)] = [
        ("GlorotUniform", .glorotUniform), ("GlorotNormal", .glorotNormal),
        ("HeUniform", .heUniform), ("HeNormal", .heNormal), ("LecunUniform", .lecunUniform),
        ("LecunNormal", .lecunNormal),
    ]
}

extension ConfigurationReader {
    /// The initialiser that the argument describes: `he_normal`, `{HeNormal: {seed: 1}}`, or Keras' stored form.
    public func initializer(_ key: String, default: Initializer) throws -> Initializer {
        guard let (name, arguments) = try namedObject(key) else { return `default` }
        guard let className = Self.initializerClass(named: name) else {
            throw error(
                key,
                "there is no initializer \"\(name)\"; known are "
                    + Self.initializerNames.joined(separator: ", "),
                hint: Spelling.suggestion(for: name, among: Self.initializerNames))
        }
        let initializer = try arguments.initializer(ofClass: className)
        let seed = isSeedless(className) ? nil : try arguments.optionalInteger("seed")
        try arguments.finish()
        return seed.map { .seeded(initializer, seed: $0) } ?? initializer
    }

    private func isSeedless(_ className: String) -> Bool {
        ["Zeros", "Ones", "Constant"].contains(className)
    }

    private static let initializerClasses =
        ["Zeros", "Ones", "Constant", "RandomUniform", "RandomNormal", "TruncatedNormal"]
        + Initializer.namedScalings.map(\.className) + ["VarianceScaling", "Orthogonal"]

    private static let initializerNames = initializerClasses.map(LayerNaming.automaticName)

    /// Keras' class for a class name or its snake-case form.
    private static func initializerClass(named name: String) -> String? {
        let aliases = ["uniform": "RandomUniform", "normal": "RandomNormal"]
        if let alias = aliases[name] { return alias }
        return initializerClasses.first { $0 == name || LayerNaming.automaticName(of: $0) == name }
    }

    private func initializer(ofClass className: String) throws -> Initializer {
        switch className {
        case "Zeros": return .zeros
        case "Ones": return .ones
        case "Constant": return .constant(try double("value", default: 0))
        case "RandomUniform":
            let low = try double("minval", default: -0.05)
            return .uniform(low: low, high: try double("maxval", default: 0.05, atLeast: low))
        case "RandomNormal":
            return .normal(
                mean: try double("mean", default: 0),
                standardDeviation: try double("stddev", default: 0.05, atLeast: 0))
        case "TruncatedNormal":
            return .truncatedNormal(
                mean: try double("mean", default: 0),
                standardDeviation: try double("stddev", default: 0.05, atLeast: 0))
        case "Orthogonal": return .orthogonal(gain: try double("gain", default: 1))
        case "VarianceScaling": return .varianceScaling(try varianceScaling())
        default:
            let named = Initializer.namedScalings.first { $0.className == className }
            return named?.initializer ?? .glorotUniform
        }
    }

    private func varianceScaling() throws -> VarianceScaling {
        let scale = try double("scale", default: 1)
        guard scale > 0 else { throw error("scale", "must be more than 0, got \(scale)") }
        let modes = VarianceScaling.Mode.allCases.map(\.rawValue)
        let mode = try choice("mode", of: modes, default: "fan_in")
        let words = VarianceScaling.Distribution.allCases.map(\.rawValue) + ["normal"]
        let word = try choice("distribution", of: words, default: "truncated_normal")
        return VarianceScaling(
            scale: scale, mode: .init(rawValue: mode) ?? .fanIn,
            distribution: .init(rawValue: word) ?? .normal)
    }
}
