// SPDX-License-Identifier: Apache-2.0
import MartletFormats
import MartletTesting
import Testing

/// Command lines that make no sense: status 2, and a word about the right use.
@Suite struct BadUsageTests {
    private static func usage(_ arguments: String, says: String) -> BadInput {
        BadInput(
            arguments, arguments.split(separator: " ").map(String.init), status: 2,
            says: [says, "Usage:"])
    }

    static let inputs: [BadInput] = [
        usage("trian", says: "trian"),
        usage("train", says: "Which specification?"),
        usage("train digits-cnn --epoch 3", says: "--epochs"),
        usage("train digits-cnn --epochs 0", says: "--epochs must be at least 1"),
        usage("train digits-cnn --epochs many", says: "many"),
        usage("train digits-cnn --epochs 99999999999999999999", says: "99999999999999999999"),
        usage("train digits-cnn --batch-size=-4", says: "--batch-size must be at least 1"),
        usage("train digits-cnn --learning-rate nan", says: "--learning-rate"),
        usage("train digits-cnn --learning-rate=0", says: "--learning-rate"),
        usage("train digits-cnn --threads 0", says: "--threads must be at least 1"),
        usage("train digits-cnn --threads 100000", says: "--threads must be at most"),
        usage("train digits-cnn extra", says: "extra"),
        usage("train --resume x --seed 3", says: "--seed cannot be changed"),
        usage("evaluate", says: "model"),
        usage("evaluate m --part some", says: "some"),
        usage("predict m", says: "input"),
        usage("predict m i --batch-size 0", says: "--batch-size"),
        usage("inspect", says: "model"),
        usage("specs --shwo x", says: "--show"),
    ]

    @Test(arguments: inputs) func endsWithStatus2(input: BadInput) throws { try input.check() }

    @Test func programsAreToldToo() throws {
        let run = try MartletProcess(["train", "--json"], in: TemporaryFolder())
        #expect(run.status == 2)
        let objects = try run.objects()
        #expect(objects.count == 1)
        #expect(objects.first?["event"]?.string == "error")
        #expect(objects.first?["message"]?.string?.contains("Which specification?") == true)
    }

    @Test(arguments: [["--help"], ["train", "--help"], ["help", "predict"], ["--version"]])
    func helpIsNoMistake(arguments: [String]) throws {
        let run = try MartletProcess(arguments, in: TemporaryFolder())
        #expect(run.status == 0)
        #expect(!run.output.isEmpty && run.errors.isEmpty)
    }
}
