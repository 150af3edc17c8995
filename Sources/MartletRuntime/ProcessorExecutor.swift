// SPDX-License-Identifier: Apache-2.0
import MartletCPU
import MartletCompiler
import MartletSystem

/// The executor for the processor.
enum ProcessorExecutor {
    /// Kernels of oneDNN, or our own with one warning where oneDNN is missing.
    static func make(threads: Int, options: CPUOptions) -> any Executor {
        if options.provider == .available { warning }
        if let executor = try? CPUExecutor(threads: threads, options: options) { return executor }
        warning
        return CPUExecutor(threads: threads)
    }

    /// Printed when it is first asked for, so once; nothing where oneDNN is there, or not wanted.
    private static let warning: Void = {
        guard let reason = LibraryReport().problem, getenv("MARTLET_KERNELS") == nil else { return }
        let text =
            "martlet: warning: oneDNN is missing; programs run on slower kernels.\n\(reason)\n"
        _ = text.withCString { write(STDERR_FILENO, $0, strlen($0)) }
    }()
}
