// SPDX-License-Identifier: Apache-2.0
import CKernels

/// How far a view goes on, in elements, with each round of its loop and of the loop around that one.
struct Motion: Hashable, Sendable {
    var inner = 0
    var outer = 0

    /// The same in other units, of so many bytes for each element.
    func scaled(by byteCount: Int) -> CKMotion {
        CKMotion(inner: Int64(inner * byteCount), outer: Int64(outer * byteCount))
    }
}

/// Where the rounds are counted that views move with: those of a loop, and of the loop around it.
struct Rounds {
    var inner: Storage?
    var outer: Storage?

    /// The counts that a step must read.
    var storages: [Storage] { [inner, outer].compactMap { $0 } }

    /// Those of them that some views move with.
    func moving(_ views: [View]) -> Rounds {
        Rounds(
            inner: views.contains { $0.motion.inner != 0 } ? inner : nil,
            outer: views.contains { $0.motion.outer != 0 } ? outer : nil)
    }
}

extension Memory {
    /// The counts of rounds.
    func counts(_ rounds: Rounds) -> CKRounds {
        CKRounds(inner: rounds.inner.map(count), outer: rounds.outer.map(count))
    }

    private func count(_ storage: Storage) -> UnsafePointer<Int64> {
        UnsafePointer(self[storage].assumingMemoryBound(to: Int64.self))
    }
}
