// SPDX-License-Identifier: Apache-2.0
import Martlet

/// The page of the documentation that lists every argument of every class, and of every part of a specification.
///
/// `martlet specs --reference` prints it; a test compares it with the page.
enum Reference {
    private typealias Section = (title: String, types: [any Configurable.Type])

    private static var sections: [Section] {
        [
            ("Layers", ClassCatalog.layers.types), ("Losses", ClassCatalog.losses.types),
            ("Optimizers", ClassCatalog.optimizers.types),
            (
                "Metrics besides losses",
                Array(ClassCatalog.metrics.types.prefix { !($0 is any Loss.Type) })
            ),
            ("Callbacks", ClassCatalog.callbacks.types),
            ("Initializers", ClassCatalog.initializers.types),
            ("Regularizers", ClassCatalog.regularizers.types),
        ]
    }

    private static let parts: [(title: String, type: any Configurable.Type)] = [
        ("`data`: built-in", BuiltInData.self), ("`data`: random numbers", RandomData.self),
        ("`data`: a table", TableDescription.self), ("`data`: arrays", ArraysDescription.self),
        ("`split` and `validation` of `data`", SplitDescription.self),
        ("`preprocessing`", PreprocessingDescription.self), ("`compile`", TrainingDescription.self),
        ("`fit`", FitDescription.self),
    ]

    /// The page.
    static var text: String {
        var lines = [
            "# Reference of arguments", "",
            "What every class and every part of a specification can be told, under Keras' names.",
            "",
            "## Overview", "",
            "Written by `martlet specs --reference`. `martlet layers Dense` prints the same of one class, and",
            "`martlet specs --schema` is the JSON Schema for editors. Layers also have a `name`.",
            "",
        ]
        for section in sections {
            lines += ["## \(section.title)", ""]
            for type in section.types { lines += entry("### \(type.className)", type) }
        }
        lines += ["## Parts of a specification", ""]
        for part in parts { lines += entry("### \(part.title)", part.type) }
        return lines.joined(separator: "\n")
    }

    private static func entry(_ heading: String, _ type: any Configurable.Type) -> [String] {
        var lines = [heading, ""]
        if type.listing.isEmpty {
            lines += ["No arguments.", ""]
        } else {
            lines += ["| argument | what it can be | default | meaning |", "|---|---|---|---|"]
            lines += type.listing.map(row) + [""]
        }
        let fixed = type.fixedArguments.filter { !$0.values.isEmpty }
        if !fixed.isEmpty {
            let names = fixed.map { "`\($0.name)` = \($0.values[0].brief)" }
            lines += [
                "Keras' arguments with one value here: \(names.joined(separator: ", ")).", "",
            ]
        }
        return lines
    }

    private static func row(_ argument: ArgumentDescription) -> String {
        let limits = argument.limits.text.isEmpty ? "" : "; \(argument.limits.text)"
        let type = argument.type.name.replacing(" | ", with: ", ") + limits
        let given = argument.defaultValue.map { "`\($0.brief)`" } ?? "must be given"
        return "| `\(argument.name)` | \(type) | \(given) | \(argument.meaning) |"
    }
}
