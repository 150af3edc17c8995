import MartletCPU
import MartletCompiler
import MartletReference

// SPDX-License-Identifier: Apache-2.0
#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The fastest executor that this machine has for its processor.
enum ProcessorExecutor {
    /// oneDNN, or the reference engine with one warning where oneDNN is missing.
    static func make(threads: Int, options: CPUOptions) -> any Executor {
        if let executor = try? CPUExecutor(threads: threads, options: options) { return executor }
        warning
        return ReferenceExecutor()
    }

    /// Printed when it is first asked for, so once.
    private static let warning: Void = {
        let reason: String
        do {
            _ = try CPUExecutor(threads: 1)
            return
        } catch {
            reason = "\(error)"
        }
        let text = "martlet: warning: programs run on the slow reference engine.\n\(reason)\n"
        _ = text.withCString { write(STDERR_FILENO, $0, strlen($0)) }
    }()
}
