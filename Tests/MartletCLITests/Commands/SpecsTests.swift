// SPDX-License-Identifier: Apache-2.0
import Foundation
import Martlet
import MartletFormats
import MartletTesting
import Testing

@testable import MartletCLI

@Suite struct SpecsTests {
    @Test func listsAll() throws {
        let text = try MartletProcess(["specs"], in: TemporaryFolder()).output
        for name in BuiltInSpecifications.names { #expect(text.contains(name)) }
        let objects = try MartletProcess(["specs", "--json"], in: TemporaryFolder()).objects()
        #expect(objects.map { $0["name"]?.string } == BuiltInSpecifications.names)
    }

    @Test(arguments: BuiltInSpecifications.names)
    func whatIsShownCanBeTrained(name: String) throws {
        let run = try MartletProcess(["specs", "--show", name], in: TemporaryFolder())
        let document = try YAMLDocument(Array(run.output.utf8), file: name)
        #expect(throws: Never.self) {
            try Specification(document.root, name: name, folder: ".")
        }
    }

    @Test func theSchemaIsPrinted() throws {
        let run = try MartletProcess(["specs", "--schema"], in: TemporaryFolder())
        #expect(try JSONValue(parsing: run.output) == Specification.jsonSchema)
    }

    // Mend it with: martlet specs --reference > Sources/Martlet/Martlet.docc/Reference.md
    @Test func theReferenceInTheDocumentationIsCurrent() throws {
        let root = URL(filePath: #filePath).appending(path: "../../../..").standardized
        let page = root.appending(path: "Sources/Martlet/Martlet.docc/Reference.md")
        let printed = try MartletProcess(["specs", "--reference"], in: TemporaryFolder()).output
        #expect(try String(contentsOf: page, encoding: .utf8) == printed)
        for type in ClassCatalog.layers.types {
            #expect(printed.contains("### \(type.className)\n"))
        }
    }

    @Test func anUnknownNameIsSaid() throws {
        try BadInput(
            "unknown", ["specs", "--show", "mnist-cn"], says: ["did you mean \"mnist-cnn\"?"]
        ).check()
    }
}
