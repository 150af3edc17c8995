// SPDX-License-Identifier: Apache-2.0
public import MartletFormats
import MartletIR
public import MartletTensor

/// A penalty on large parameters, added to the loss: `l1 · Σ|w| + l2 · Σw²`.
public struct Regularizer: Hashable, Sendable {
    /// The factor of the sum of magnitudes.
    public let l1: Double
    /// The factor of the sum of squares.
    public let l2: Double

    /// A penalty with both factors, none of them negative.
    public init(l1: Double = 0, l2: Double = 0) {
        precondition(
            l1 >= 0 && l2 >= 0, "Regularizer: factors cannot be negative, got \(l1), \(l2).")
        self.l1 = l1
        self.l2 = l2
    }

    /// A penalty on magnitudes, which drives weights to 0.
    public static func l1(_ factor: Double = 0.01) -> Regularizer { Regularizer(l1: factor) }
    /// A penalty on squares, which keeps weights small.
    public static func l2(_ factor: Double = 0.01) -> Regularizer { Regularizer(l2: factor) }
    /// Both penalties.
    public static func l1L2(_ l1: Double = 0.01, _ l2: Double = 0.01) -> Regularizer {
        Regularizer(l1: l1, l2: l2)
    }

    /// The penalty of a parameter, a scalar.
    public func callAsFunction(_ parameter: Tensor) -> Tensor {
        var penalty: Tensor?
        if l1 != 0 { penalty = parameter.absolute().sum() * l1 }
        if l2 != 0 {
            let squares = parameter.squared().sum() * l2
            penalty = penalty.map { $0 + squares } ?? squares
        }
        return penalty ?? .zeros([], dtype: parameter.dtype)
    }

    /// Keras' form: `{"class_name": "L2", "config": {"l2": 0.01}}`.
    public var configuration: JSONValue {
        let factors: JSONObject =
            switch (l1 != 0, l2 != 0) {
            case (true, false): ["l1": .double(l1)]
            case (false, true): ["l2": .double(l2)]
            default: ["l1": .double(l1), "l2": .double(l2)]
            }
        let className = factors.count == 2 ? "L1L2" : l1 != 0 ? "L1" : "L2"
        return ["class_name": .string(className), "config": .object(factors)]
    }
}

extension ConfigurationReader {
    /// The regulariser that the argument describes: `l2`, or `{L2: {l2: 0.001}}`, or Keras' stored form.
    public func regularizer(_ key: String) throws -> Regularizer? {
        guard let description = try namedObject(key) else { return nil }
        let (name, arguments) = description
        let known = ["l1", "l2", "l1_l2", "L1", "L2", "L1L2"]
        guard known.contains(name) else {
            throw error(
                key, "there is no regularizer \"\(name)\"; known are L1, L2, L1L2",
                hint: Spelling.suggestion(for: name, among: known))
        }
        let hasFirst = name.lowercased() != "l2"
        let hasSecond = name.lowercased() != "l1"
        let isBoth = hasFirst && hasSecond
        let first =
            hasFirst ? try arguments.double("l1", default: isBoth ? 0 : 0.01, atLeast: 0) : 0
        let second =
            hasSecond ? try arguments.double("l2", default: isBoth ? 0 : 0.01, atLeast: 0) : 0
        try arguments.finish()
        return Regularizer(l1: first, l2: second)
    }

    /// A name with arguments, in any of the forms `name`, `{name: {arguments}}` and
    /// `{"class_name": name, "config": {arguments}}`.
    package func namedObject(_ key: String) throws -> (String, ConfigurationReader)? {
        guard let value = value(key) else { return nil }
        if let name = value.string { return (name, ConfigurationReader([:], path: path + [key])) }
        guard let object = value.object else {
            throw error(key, "must be a name, or a name with arguments, got \(value.text)")
        }
        if let name = object["class_name"]?.string {
            return (name, try arguments(of: object["config"], path: path + [key, "config"]))
        }
        guard let name = object.keys.first, object.count == 1 else {
            throw error(key, "must have one name with its arguments, got \(value.text)")
        }
        return (name, try arguments(of: object[name], path: path + [key, name]))
    }

    private func arguments(of value: JSONValue?, path: [String]) throws -> ConfigurationReader {
        guard let value, !value.isNull else { return ConfigurationReader([:], path: path) }
        guard let object = value.object else {
            throw ConfigurationError(
                path: path, problem: "must be arguments with their names, got \(value.text)")
        }
        return ConfigurationReader(object, path: path)
    }
}
