// SPDX-License-Identifier: Apache-2.0
import Foundation
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

    @Test func listsTheKernelOfEveryOperationAndType() throws {
        let folder = TemporaryFolder()
        let run = try MartletProcess(["devices", "--kernels", "--json"], in: folder)
        let kernels = try #require(try run.objects().first?["kernels"]?.array)
        #expect(kernels.count > 300)
        let product = kernels.first {
            $0["operation"]?.string == "matmul" && $0["type"]?.string == "int8"
        }
        #expect(product?["result"]?.string == "int32")
        #expect(product?["kernel"]?.string?.contains("reference") == false)
        let text = try MartletProcess(["devices", "--kernels"], in: folder).output
        #expect(text.contains("matmul bfloat16 -> float32: "))
        #expect(text.contains("convolution float64: built-in"))
        let plain = try MartletProcess(["devices", "--json"], in: folder)
        #expect(try plain.objects().first?["kernels"] == nil)
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
        #expect(training.output.contains("engine built-in kernels"))
        let warnings = training.errors.split(separator: "\n").filter { $0.contains("warning") }
        #expect(warnings.count == 1, "\(training.errors)")
    }

    /// The path by which a run found oneDNN.
    private func libraryPath(_ run: MartletProcess) throws -> String? {
        #expect(run.status == 0, "\(run.errors)")
        return try run.objects().first?["onednn"]?["path"]?.string
    }

    /// The library that the tests run with, as a file.
    private func library() throws -> String {
        let run = try MartletProcess(
            ["devices", "--json"], in: TemporaryFolder(), environment: ["MARTLET_ONEDNN": ""])
        return try #require(try libraryPath(run), "needs oneDNN: scripts/install-onednn")
    }

    @Test func aLibraryAboveTheWorkingDirectoryIsNotLoaded() throws {
        let (folder, library) = (TemporaryFolder(), try library())
        let decoy = ".deps/onednn/lib/libdnnl.so.3"
        try folder.write("not a library", to: "\(decoy).text")
        try FileManager.default.createSymbolicLink(
            atPath: folder.file(decoy), withDestinationPath: library)
        for work in [".", "a/b"] {
            let run = try MartletProcess(
                ["devices", "--json"], in: folder, environment: ["MARTLET_ONEDNN": ""],
                limits: "mkdir -p \(work) && cd \(work) &&")
            #expect(try libraryPath(run) == library)
        }
    }

    /// Runs a copy of the program that lies away from the folder it was built in.
    private func copy(in folder: TemporaryFolder, _ environment: [String: String]) throws
        -> MartletProcess
    {
        let place = "mkdir bin && { ln \"$0\" bin/martlet 2>/dev/null || cp \"$0\" bin/martlet; }"
        return try MartletProcess(
            ["devices", "--json"], in: folder,
            environment: ["MARTLET_ONEDNN": ""].merging(environment) { $1 },
            limits: "\(place) && exec bin/martlet \"$@\";")
    }

    @Test func theLibraryOfTheUserIsFoundFromEverywhere() throws {
        for data in ["", "data"] {
            let (folder, library) = (TemporaryFolder(), try library())
            let lib = "\(data.isEmpty ? "home/.local/share" : data)/martlet/lib"
            try folder.write("", to: "\(lib)/empty")
            try FileManager.default.createSymbolicLink(
                atPath: folder.file("\(lib)/libdnnl.so.3"), withDestinationPath: library)
            let run = try copy(
                in: folder,
                [
                    "HOME": folder.file("home"),
                    "XDG_DATA_HOME": data.isEmpty ? "" : folder.file(data),
                ])
            #expect(try libraryPath(run) == folder.file("\(lib)/libdnnl.so.3"))
        }
    }

    @Test func installingRunsTheScriptOfTheProject() throws {
        let folder = TemporaryFolder()
        try folder.write("", to: "data/martlet/lib/libdnnl.so.3")
        let run = try MartletProcess(
            ["devices", "--install"], in: folder,
            environment: ["MARTLET_ONEDNN": "", "XDG_DATA_HOME": folder.file("data")])
        #expect(run.status == 0)
        #expect(run.output.contains("already in \(folder.file("data/martlet/lib"))"))
        let wrong = try MartletProcess(["devices", "--install", "--json"], in: folder)
        #expect(wrong.status == 2)
    }
}
