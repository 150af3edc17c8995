// SPDX-License-Identifier: Apache-2.0
import Foundation
import MartletFormats
import MartletTesting
import Testing

@Suite struct InterruptionTests {
    /// A training that would take long.
    private func interrupted(by signal: Int32, _ folder: TemporaryFolder) throws -> MartletProcess {
        var specification = SmallSpecification()
        specification.data = "{name: random, samples: 2000, shape: [16], classes: 3}"
        specification.fit = "{epochs: 1000000, batch_size: 8}"
        try folder.write(specification.text, to: "a.yaml")
        return try MartletProcess(["train", "a.yaml", "--output", "run", "--json"], in: folder) {
            process in
            while try process.isRunning && folder.text(".stdout").isEmpty { usleep(10_000) }
            kill(process.processIdentifier, signal)
        }
    }

    static let signals: [(signal: Int32, status: Int32)] = [(SIGINT, 130), (SIGTERM, 143)]

    @Test(arguments: signals)
    func savesAndSaysHowToGoOn(signal: Int32, status: Int32) throws {
        let folder = TemporaryFolder()
        let run = try interrupted(by: signal, folder)
        #expect(run.status == status)
        #expect(run.errors.contains("stopping after this batch"))
        let last = try #require(try run.objects().last)
        #expect(last["event"] == "interrupted")
        #expect(last["resume"] == "martlet train --resume run --output run")
        let done = try #require(last["epochs"]?.int)
        #expect(done > 0)
        let resumed = try MartletProcess(
            ["train", "--resume", "run", "--output", "run", "--json", "--epochs", "\(done + 1)"],
            in: folder)
        #expect(resumed.status == 0, "\(resumed.errors)")
        #expect(try resumed.objects().first?["epoch"]?.int == done + 1)
        let history = try JSONValue(parsing: folder.text("run/history.json"))
        #expect(history["epochs"]?.array?.count == done + 1)
    }
}
