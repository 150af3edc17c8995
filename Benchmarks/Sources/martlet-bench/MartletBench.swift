// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Martlet

@main
struct MartletBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "martlet-bench",
        abstract: "Measures training through the public `fit`.",
        subcommands: [Speed.self, Soak.self], defaultSubcommand: Speed.self)
}
