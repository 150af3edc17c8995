// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Martlet

/// `martlet devices`.
struct Devices: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show what this machine computes with.",
        discussion: "martlet devices")

    @Flag(help: "Print an object, for programs.")
    var json = false

    func run() throws {
        let output = Output(isJSON: json)
        let report = DeviceReport()
        if json {
            try output.object(report.members)
        } else {
            try output.line(report.text)
        }
    }
}
