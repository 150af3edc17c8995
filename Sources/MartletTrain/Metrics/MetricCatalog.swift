// SPDX-License-Identifier: Apache-2.0
public import MartletFormats
import MartletNN

extension ClassCatalog where Item == any Configurable {
    /// The metrics that files and the command line know by name: accuracies, and all losses.
    public static var metrics: Self {
        let losses = ClassCatalog<any Loss>.losses
        return ClassCatalog(
            "metric",
            [
                Accuracy.self, BinaryAccuracy.self, CategoricalAccuracy.self,
                SparseCategoricalAccuracy.self,
            ] + losses.types,
            aliases: losses.aliases.merging(["acc": "Accuracy"]) { _, own in own })
    }
}

extension Metric: ArgumentValue {
    /// A name, or a name with arguments.
    public static var argumentType: ArgumentType { ClassCatalog.metrics.argumentType }

    /// Reads a name, or a name with arguments.
    ///
    /// In histories it is called by its argument `name`, or as it was asked for, a class in the form of words.
    public init(argument: JSONValue, at place: Arguments) throws {
        let rule = try ClassCatalog.metrics.make(argument, at: place)
        let name = Self.givenName(argument) ?? ClassNaming.words(of: type(of: rule).className)
        switch rule {
        case let loss as any Loss: self.init(loss, name: name)
        case let rule as any MetricRule: self.init(rule, name: name)
        default:
            throw place.error(nil, "\(type(of: rule).className) is neither a metric nor a loss")
        }
    }

    /// The name alone where it says all, else Keras' stored form.
    public var argument: JSONValue {
        guard let rule else { return .string(name) }
        if let known = try? Metric(argument: .string(name), at: Arguments([:])),
            known.rule?.stored == rule.stored
        {
            return .string(name)
        }
        var arguments = rule.configuration
        arguments["name"] = .string(name)
        return ["class_name": .string(type(of: rule).className), "config": .object(arguments)]
    }

    private static func givenName(_ argument: JSONValue) -> String? {
        if let name = argument.string {
            let isClass = name.first?.isUppercase == true && name != name.uppercased()
            return isClass ? nil : name
        }
        let inner = argument["config"] ?? argument.object?.members.first?.value
        return inner?["name"]?.string
    }
}
