// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import MartletSystem

/// `exit(3)`, whose name commands have a method of.
private func endProcess(_ status: Int32) -> Never { exit(status) }

/// The `martlet` command.
@main
struct MartletCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "martlet",
        abstract: "Deep learning without Python: describe a network in a file, train it, use it.",
        discussion: """
            martlet train digits-cnn               train a network on real handwritten digits
            martlet train my-network.yaml          train the network that a file describes
            martlet predict runs/digits-cnn a.png  ask it about a picture
            martlet layers Dense                   what a specification can say of a layer

            Exit status: 0 done, 1 failed, 2 used wrongly, 130 or 143 interrupted while training
            (what was learnt is saved). Errors go to standard error; with --json also, as an object
            with "event": "error", to standard output.
            """,
        version: "0.1.0",
        subcommands: [
            Train.self, Evaluate.self, Predict.self, Inspect.self, Devices.self, Specs.self,
            Classes<LayerFamily>.self, Classes<LossFamily>.self, Classes<OptimizerFamily>.self,
            Classes<MetricFamily>.self, Classes<CallbackFamily>.self,
            Classes<InitializerFamily>.self, Classes<RegularizerFamily>.self,
        ])

    /// Runs the command that the arguments name, and ends the process with its exit status.
    static func main() {
        // A file that grows beyond the limit shall be an error that can be reported, not a signal.
        signal(SIGXFSZ, SIG_IGN)
        let arguments = Array(CommandLine.arguments.dropFirst())
        let output = Output(isJSON: arguments.contains("--json"))
        do {
            var command = try parseAsRoot(arguments)
            try command.run()
        } catch {
            endProcess(output.report(error))
        }
    }
}
