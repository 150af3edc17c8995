// SPDX-License-Identifier: Apache-2.0
import ArgumentParser

/// The names of all workloads, for scripts that run each of them.
struct Workloads: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print the names of the workloads, one a line.")

    func run() {
        for workload in Workload.allCases { print(workload.rawValue) }
    }
}
