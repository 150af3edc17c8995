// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Martlet

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What computes, and with how many threads: the options of every subcommand.
struct EngineOptions: ParsableArguments {
    /// Whose kernels are used.
    enum Provider: String, CaseIterable, ExpressibleByArgument {
        /// oneDNN's where it is found.
        case available
        /// oneDNN's, or none.
        case onednn
        /// Our own.
        case builtin
    }

    @Option(help: "Threads to compute with.")
    var threads = 2

    @Option(help: "Whose kernels: available (oneDNN's where it is found), onednn or builtin.")
    var provider = Provider.available

    func validate() throws {
        guard threads > 0 else { throw ValidationError("--threads must be at least 1.") }
    }

    /// Runs `body` with the engine as it was asked for.
    ///
    /// - Throws: `ValidationError` if the engine is another.
    func use<Result>(_ body: () throws -> Result) throws -> Result {
        // Read when the first executor is made: this package sees only what users see.
        if provider == .builtin { setenv("MARTLET_KERNELS", "builtin", 1) }
        return try Device.with(.cpu(threads: threads)) {
            let engine = Device.current.executor.name
            guard provider == .available || engine.contains("oneDNN") == (provider == .onednn)
            else {
                throw ValidationError("--provider \(provider.rawValue): the engine is \(engine).")
            }
            return try body()
        }
    }
}
