// SPDX-License-Identifier: Apache-2.0
package import MartletCPU
package import MartletCompiler
package import MartletRuntime
import MartletSystem

/// One of the ways to run a program on the processor that tests try: whose kernels, how many threads, which tiles.
package struct TestedEngine: Hashable, Sendable {
    /// The threads, all of them in every step if the options force it.
    package let threads: Int
    /// Kernels and tiles.
    package let options: CPUOptions

    /// An engine of the given parts.
    package init(threads: Int, options: CPUOptions) {
        (self.threads, self.options) = (threads, options)
    }

    /// What compiles programs for it.
    ///
    /// - Throws: `ExecutionError` if its kernels are missing: nothing takes their place.
    package func executor() throws -> any Executor {
        try CPUExecutor(threads: threads, options: options)
    }

    /// The device whose programs it compiles.
    ///
    /// - Throws: `ExecutionError` if its kernels are missing.
    package func device() throws -> Device {
        _ = try executor()
        return .cpu(threads: threads, options: options)
    }
}

extension TestedEngine {
    /// What users get, and 1, 2, 3 and 4 threads that share every step, on the kernels of each provider.
    package static let all: [TestedEngine] =
        [TestedEngine(threads: 2, options: CPUOptions())]
        + providers.flatMap { provider in (1...4).map { forced(threads: $0, provider) } }

    /// Two threads that share every step, on the kernels of each provider: for tests of mathematics, not of threads.
    package static let pairs: [TestedEngine] = providers.map { forced(threads: 2, $0) }

    /// Threads that share every step, with tiles smaller than the arrays of tests.
    package static func forced(threads: Int, _ provider: CPUOptions.Provider) -> TestedEngine {
        TestedEngine(threads: threads, options: .forced(provider))
    }

    /// Whose kernels are tested.
    ///
    /// In CI a missing oneDNN stays in the list, so that every test of it fails.
    package static let providers: [CPUOptions.Provider] =
        isOneDNNTested ? [.oneDNN, .builtIn] : [.builtIn]

    /// Whether tests run on oneDNN's kernels: where they are found, and in CI unless they are left out by intention.
    package static let isOneDNNTested: Bool = {
        if (try? CPUExecutor(threads: 1, options: .forced(.oneDNN))) != nil { return true }
        let isLeftOut = value("MARTLET_ONEDNN") == "none"
        return value("CI") != nil && !isLeftOut
    }()

    /// Why tests of oneDNN are skipped, where they are.
    package static let oneDNNIsMissing =
        "oneDNN is missing, its kernels are not tested: scripts/install-onednn"

    private static func value(_ variable: String) -> String? {
        getenv(variable).map { String(cString: $0) }
    }
}

extension TestedEngine: CustomStringConvertible {
    /// Provider, threads and tiles.
    package var description: String {
        let kernels =
            switch options.provider {
            case .available: "available kernels"
            case .oneDNN: "oneDNN"
            case .builtIn: "built-in kernels"
            }
        let sharing = options.isForced ? ", forced" : ""
        return "\(kernels), \(threads) thread\(threads == 1 ? "" : "s")\(sharing)"
    }
}
