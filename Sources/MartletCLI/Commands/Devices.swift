// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Martlet
import MartletFormats
import MartletTesting

/// `martlet devices`.
struct Devices: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show what this machine computes with.",
        discussion: """
            martlet devices
            martlet devices --kernels     # what runs each operation on each element type
            martlet devices --install     # brings oneDNN to the user's data folder
            """)

    @Flag(help: "Print an object, for programs.")
    var json = false

    @Flag(help: "List every operation and element type with the kernel that runs it.")
    var kernels = false

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
        let listing = kernels ? try KernelListing() : nil
        if json {
            var members = report.members
            members["kernels"] = listing.map { .array($0.entries.map(\.members)) }
            try output.object(members)
        } else {
            try output.line(report.text)
            for entry in listing?.entries ?? [] { try output.line(entry.description) }
        }
    }
}

extension KernelListing.Entry {
    /// For programs.
    fileprivate var members: JSONValue {
        [
            "operation": .string(operation), "type": .string("\(operand)"),
            "result": .string("\(result)"), "kernel": .string(kernel),
        ]
    }
}
