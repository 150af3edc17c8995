// SPDX-License-Identifier: Apache-2.0
package import MartletCPU
public import MartletCompiler
import MartletReference

/// Where programs run.
public struct Device: Hashable, Sendable {
    private enum Kind: Hashable, Sendable {
        case cpu(threads: Int, options: CPUOptions)
        case reference
    }

    private let kind: Kind

    /// The processor, with as many threads as the process may use cores.
    ///
    /// Where oneDNN is missing, our own kernels take its place.
    public static var cpu: Device { cpu(threads: ProcessorCount.available) }

    /// The processor, with at most the given number of threads.
    public static func cpu(threads: Int) -> Device {
        cpu(threads: threads, options: CPUOptions())
    }

    /// The processor with other options than users get, for tests and benchmarks.
    package static func cpu(threads: Int, options: CPUOptions) -> Device {
        precondition(threads > 0, "Device: threads must be at least 1, got \(threads).")
        return Device(kind: .cpu(threads: threads, options: options))
    }

    /// The plain Swift engine: slow, on every machine, the judge of the others.
    public static let reference = Device(kind: .reference)

    /// The device of the running task; change it for a scope with ``with(_:_:)``.
    public static var current: Device { scoped ?? .cpu }

    @TaskLocal private static var scoped: Device?

    /// Runs `body` with `device` as the current one.
    public static func with<Result>(_ device: Device, _ body: () throws -> Result) rethrows
        -> Result
    {
        try $scoped.withValue(device, operation: body)
    }

    /// How many threads copy large batches for the device's programs.
    package var threads: Int {
        switch kind {
        case .reference: 1
        case .cpu(let threads, _): threads
        }
    }

    /// What compiles programs for the device.
    public var executor: any Executor {
        switch kind {
        case .reference: ReferenceExecutor()
        case .cpu(let threads, let options):
            ProcessorExecutor.make(threads: threads, options: options)
        }
    }
}
