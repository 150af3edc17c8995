// SPDX-License-Identifier: Apache-2.0
import Martlet
import MartletTesting
import Testing

@testable import MartletCLI

@Suite struct ClassesTests {
    static let families: [(String, [String], String)] = [
        ("layers", ClassCatalog.layers.types.map { $0.className }, "Dense"),
        ("losses", ClassCatalog.losses.types.map { $0.className }, "bce"),
        ("optimizers", ClassCatalog.optimizers.types.map { $0.className }, "adam"),
        ("metrics", ClassCatalog.metrics.types.map { $0.className }, "binary_accuracy"),
        ("callbacks", ClassCatalog.callbacks.types.map { $0.className }, "EarlyStopping"),
        ("initializers", ClassCatalog.initializers.types.map { $0.className }, "HeNormal"),
        ("regularizers", ClassCatalog.regularizers.types.map { $0.className }, "l2"),
    ]

    @Test(arguments: families)
    func allAreListed(family: String, classes: [String], example: String) throws {
        let lines = try MartletProcess([family], in: TemporaryFolder()).output
            .split(separator: "\n").map(String.init)
        #expect(lines.map { $0.split(separator: " ").first.map(String.init) } == classes)
        #expect(lines.allSatisfy { $0.count <= 80 })
        let objects = try MartletProcess([family, "--json"], in: TemporaryFolder()).objects()
        #expect(objects.compactMap { $0["class_name"]?.string } == classes)
        let one = try MartletProcess([family, example, "--json"], in: TemporaryFolder()).objects()
        #expect(one.count == 1)
        let arguments = try #require(one.first?["arguments"]?.array)
        #expect(!arguments.isEmpty)
        for argument in arguments {
            #expect(argument["meaning"]?.string?.hasSuffix(".") == true)
            #expect(argument["schema"]?["description"] == argument["meaning"])
            #expect((argument["default"] == nil) == (argument["required"] == true))
        }
    }

    @Test func argumentsAreShown() throws {
        let text = try MartletProcess(["layers", "dense"], in: TemporaryFolder()).output
        #expect(text.hasPrefix("Dense\n  units: a whole number; ≥ 1; must be given\n"))
        #expect(text.contains("      The number of outputs.\n"))
        #expect(text.contains("  use_bias: true or false; true if not given\n"))
        #expect(text.contains("; GlorotUniform"))
        #expect(text.contains("kernel_constraint = null"))
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 })
    }

    @Test func unknownNamesAreExplained() throws {
        try BadInput(
            "unknown", ["layers", "Desne"],
            says: ["there is no layer \"Desne\"", "did you mean \"Dense\"?"]
        ).check()
    }
}
