// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Martlet

/// Where a command computes.
struct DeviceOptions: ParsableArguments {
    @Option(help: "How many processor threads to use; all by default.")
    var threads: Int?

    func validate() throws {
        try OptionCheck.atLeastOne(threads, "--threads")
        if let threads, threads > 4096 {
            throw ValidationError("--threads must be at most 4096, got \(threads).")
        }
    }

    /// Runs `body` on the device that the options say.
    func with<Result>(_ body: () throws -> Result) throws -> Result {
        guard let threads else { return try body() }
        return try Device.with(.cpu(threads: threads), body)
    }
}
