// SPDX-License-Identifier: Apache-2.0
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

    @Test func anUnknownNameIsSaid() throws {
        try BadInput(
            "unknown", ["specs", "--show", "mnist-cn"], says: ["did you mean \"mnist-cnn\"?"]
        ).check()
    }
}
