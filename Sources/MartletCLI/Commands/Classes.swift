// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Martlet

/// A kind of classes that specifications name.
protocol ClassFamily {
    /// What the catalogue makes.
    associatedtype Item
    /// The name of the command: `layers`.
    static var commandName: String { get }
    /// A class for examples: `Dense`.
    static var example: String { get }
    /// The classes.
    static var catalog: ClassCatalog<Item> { get }
}

/// `martlet layers`, `martlet losses` and so on: the classes of a family, or the arguments of one.
struct Classes<Family: ClassFamily>: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: Family.commandName,
            abstract: "List the \(Family.commandName) there are, or the arguments of one.",
            discussion: """
                martlet \(Family.commandName)
                martlet \(Family.commandName) \(Family.example)
                """)
    }

    @Argument(help: "The class, under Keras' name.")
    var name: String?

    @Flag(help: "Print an object per class, for programs.")
    var json = false

    func run() throws {
        let output = Output(isJSON: json)
        let types = try name.map { [try Family.catalog.type(named: $0, path: [])] }
        for type in types ?? Family.catalog.types {
            let report = ClassReport(type)
            if json {
                try output.object(report.members)
            } else {
                try output.line(name == nil ? report.line : report.text)
            }
        }
    }
}

/// `martlet layers`.
enum LayerFamily: ClassFamily {
    static let (commandName, example) = ("layers", "Dense")
    static var catalog: ClassCatalog<any Layer> { .layers }
}

/// `martlet losses`.
enum LossFamily: ClassFamily {
    static let (commandName, example) = ("losses", "BinaryCrossentropy")
    static var catalog: ClassCatalog<any Loss> { .losses }
}

/// `martlet optimizers`.
enum OptimizerFamily: ClassFamily {
    static let (commandName, example) = ("optimizers", "Adam")
    static var catalog: ClassCatalog<any Optimizer> { .optimizers }
}

/// `martlet metrics`.
enum MetricFamily: ClassFamily {
    static let (commandName, example) = ("metrics", "BinaryAccuracy")
    static var catalog: ClassCatalog<any Configurable> { .metrics }
}

/// `martlet callbacks`.
enum CallbackFamily: ClassFamily {
    static let (commandName, example) = ("callbacks", "EarlyStopping")
    static var catalog: ClassCatalog<any Callback & Configurable> { .callbacks }
}

/// `martlet initializers`.
enum InitializerFamily: ClassFamily {
    static let (commandName, example) = ("initializers", "HeNormal")
    static var catalog: ClassCatalog<any InitializerRule> { .initializers }
}

/// `martlet regularizers`.
enum RegularizerFamily: ClassFamily {
    static let (commandName, example) = ("regularizers", "L2")
    static var catalog: ClassCatalog<any RegularizerRule> { .regularizers }
}
