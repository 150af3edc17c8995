// SPDX-License-Identifier: Apache-2.0
import MartletFormats
import MartletTesting
import Testing

@Suite struct DevicesTests {
    @Test func saysWhatIsComputedWith() throws {
        let folder = TemporaryFolder()
        let object = try #require(
            try MartletProcess(["devices", "--json"], in: folder).objects().first)
        #expect(object["engine"]?.string?.isEmpty == false)
        #expect(try #require(object["threads"]?.int) > 0)
        #expect(try MartletProcess(["devices"], in: folder).output.contains("engine"))
    }

    @Test func saysWhyThereIsNoLibraryAndWorksWithoutIt() throws {
        let folder = TemporaryFolder()
        let without = ["MARTLET_ONEDNN": "/nonexistent/libdnnl.so"]
        let run = try MartletProcess(["devices", "--json"], in: folder, environment: without)
        let object = try #require(try run.objects().first)
        #expect(object["onednn"]?.isNull == true)
        #expect(object["problem"]?.string?.contains("/nonexistent/libdnnl.so") == true)
        #expect(object["hint"]?.string?.contains("install-onednn") == true)
        try folder.write(SmallSpecification().text, to: "a.yaml")
        let training = try MartletProcess(
            ["train", "a.yaml", "--output", "run"], in: folder, environment: without)
        #expect(training.status == 0)
        #expect(training.output.contains("engine reference"))
        let warnings = training.errors.split(separator: "\n").filter { $0.contains("warning") }
        #expect(warnings.count == 1, "\(training.errors)")
    }
}
