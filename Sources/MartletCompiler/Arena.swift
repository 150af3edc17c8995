// SPDX-License-Identifier: Apache-2.0
public import MartletIR
private import Synchronization

/// Working memory that runners share which never run at the same time.
///
/// Its owner sees to that: the programs of one model that trains, say.
public final class Arena: Sendable {
    private let memory = Mutex<Buffer?>(nil)

    /// An arena without memory; it grows with what is asked of it.
    public init() {}

    /// Memory of at least `byteCount` bytes, the same for all who ask for no more than it has.
    ///
    /// What was handed out before stays valid for those who hold it.
    public func buffer(atLeast byteCount: Int) -> Buffer {
        memory.withLock { memory in
            if let memory, memory.byteCount >= byteCount { return memory }
            let larger = Buffer(byteCount: byteCount)
            memory = larger
            return larger
        }
    }
}
