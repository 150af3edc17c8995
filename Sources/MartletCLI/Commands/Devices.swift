// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Martlet

/// `martlet devices`.
struct Devices: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show what this machine computes with.",
        discussion: """
            martlet devices
            martlet devices --install     # brings oneDNN to the user's data folder
            """)

    @Flag(help: "Print an object, for programs.")
    var json = false

    @Flag(
        help: """
            Bring oneDNN, the library of fast kernels, to the user's data folder; what is downloaded is checked. \
            Needs pip or curl.
            """)
    var install = false

    func validate() throws {
        guard !(install && json) else {
            throw ValidationError("--install prints no object: leave out --json.")
        }
    }

    func run() throws {
        if install { try OneDNNInstallation.run() }
        let output = Output(isJSON: json)
        let report = DeviceReport()
        if json {
            try output.object(report.members)
        } else {
            try output.line(report.text)
        }
    }
}
