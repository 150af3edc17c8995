// SPDX-License-Identifier: Apache-2.0
package import MartletCompiler

/// How programs for the processor are made; users need none of it, tests and benchmarks do.
package struct CPUOptions: Hashable, Sendable {
    /// Whose kernels multiply matrices, convolve and pool.
    package enum Provider: Hashable, Sendable {
        /// oneDNN's where the library is found, our own otherwise and for what it lacks.
        case available
        /// oneDNN's; making an executor fails where the library is not found.
        case oneDNN
        /// Our own alone.
        case builtIn
    }

    /// Whose kernels are used.
    package var provider = Provider.available
    /// How steps are cut into tiles.
    package var tiling = Tiling()
    /// Which loops walk along their sequences in blocks.
    package var blocks = WalkInBlocks()
    /// Whether all threads take part in every step that has tiles for them, however small or slow that is.
    package var isForced = false

    /// What users get.
    package init() {}

    /// All threads in every step, tiles and blocks much smaller than the arrays of tests: what a fault in sharing work shows up in.
    package static func forced(_ provider: Provider = .available) -> CPUOptions {
        var options = CPUOptions()
        options.provider = provider
        options.tiling = .tiny
        options.blocks = .smallest
        options.isForced = true
        return options
    }
}
