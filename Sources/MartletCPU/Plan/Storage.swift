// SPDX-License-Identifier: Apache-2.0
import MartletIR

/// A piece of memory of a program: part of its arena, or a buffer that comes from outside.
struct Storage: Hashable, Sendable {
    let index: Int
}

/// Where a storage's memory comes from.
enum StorageSource: Sendable {
    /// Part of the arena, planned by lifetime.
    case arena(byteCount: Int)
    /// The memory of an input, and of the output that it is donated to.
    case input(Int)
    /// The memory of an output.
    case output(Int)
    /// A value that the program says itself.
    case constant(Buffer)
}
