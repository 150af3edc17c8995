// SPDX-License-Identifier: Apache-2.0
import MartletIR
import MartletSystem

/// Which providers of kernels are asked, in order.
enum KernelChoice {
    /// oneDNN's where the library is found, then our own.
    ///
    /// `MARTLET_KERNELS=builtin` in the environment leaves oneDNN out, to compare and to test.
    static let available: [any KernelProvider] = {
        if let chosen = getenv("MARTLET_KERNELS"), String(cString: chosen) == "builtin" {
            return [BuiltInKernels()]
        }
        guard let library = try? LibrarySearch.result.get() else { return [BuiltInKernels()] }
        return [OneDNNKernels(library, leavesSmall: true), BuiltInKernels()]
    }()

    /// - Throws: `ExecutionError` if oneDNN is demanded and not found.
    static func kernels(_ provider: CPUOptions.Provider) throws(ExecutionError)
        -> [any KernelProvider]
    {
        switch provider {
        case .available: available
        case .oneDNN:
            [
                OneDNNKernels(try LibrarySearch.result.get(), leavesSmall: false), BuiltInKernels(),
            ]
        case .builtIn: [BuiltInKernels()]
        }
    }
}
