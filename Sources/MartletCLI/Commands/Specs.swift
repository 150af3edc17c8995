// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Martlet
import MartletData

/// `martlet specs`.
struct Specs: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List the built-in specifications, or show one.",
        discussion: """
            martlet specs
            martlet specs --show mnist-cnn > my-network.yaml
            martlet specs --schema > martlet.schema.json   # for editors
            martlet specs --reference                      # every argument
            """)

    @Option(help: ArgumentHelp("Print the text of a specification.", valueName: "name"))
    var show: String?

    @Flag(
        help:
            "Print what a specification can be, in JSON Schema: editors complete and check with it."
    )
    var schema = false

    @Flag(help: "Print every argument of every class and part, in Markdown.")
    var reference = false

    @Flag(help: "Print an object per specification, for programs.")
    var json = false

    func run() throws {
        let output = Output(isJSON: json)
        if schema { return try output.write(Specification.jsonSchema.prettyText + "\n") }
        if reference { return try output.write(Reference.text) }
        if let show { return try output.write(try Self.text(of: show, json)) }
        let width = BuiltInSpecifications.names.map(\.count).max() ?? 0
        for name in BuiltInSpecifications.names {
            let summary = BuiltInSpecifications.summary(of: name)
            if json {
                try output.object(["name": .string(name), "summary": .string(summary)])
            } else {
                let space = String(repeating: " ", count: width - name.count + 2)
                try output.line(name + space + summary)
            }
        }
    }

    private static func text(of name: String, _ json: Bool) throws -> String {
        let file = try SpecificationFile(name)
        guard !json else { return file.document.root.prettyText + "\n" }
        guard let text = BuiltInSpecifications.text(of: name) else {
            throw DataError(.notFound, "\"\(name)\" is a file of yours, not built in", path: name)
        }
        return text
    }
}
