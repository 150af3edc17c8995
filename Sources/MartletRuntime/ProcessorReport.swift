import MartletCPU
// SPDX-License-Identifier: Apache-2.0
import MartletCompiler
public import MartletIR

/// What programs run on with ``Device/cpu``, for people who want to know why they are fast or slow.
public struct ProcessorReport: Sendable {
    /// The engine, with its version and how many threads it uses.
    public let engine: String
    /// How many processors the machine has at work.
    public let processorCount: Int
    /// The version of oneDNN; `nil` if it was not found.
    public let libraryVersion: String?
    /// The path that oneDNN was opened by.
    public let libraryPath: String?
    /// Why oneDNN is not used.
    public let problem: ExecutionError?

    /// What this process uses.
    public init() {
        let library = LibraryReport()
        let executor = CPUExecutor(threads: ProcessorCount.available)
        engine = executor.name
        processorCount = ProcessorCount.available
        libraryVersion = library.version
        libraryPath = library.path
        problem = library.problem
    }
}
