// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Martlet

@main
struct MartletBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "martlet-bench",
        abstract: "Measures training and prediction through the public interface.",
        subcommands: [
            Speed.self, Startup.self, Soak.self, Reductions.self, Products.self,
            ProgramSpeed.self, Workloads.self,
        ],
        defaultSubcommand: Speed.self)
}
