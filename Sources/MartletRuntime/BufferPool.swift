// SPDX-License-Identifier: Apache-2.0
package import MartletIR
private import Synchronization

/// Memory of results that nobody holds any longer, for results to come.
///
/// A loop that computes new weights from old ones needs the same sizes again and again; memory fresh from the system
/// costs more than the step that fills it. What is idle is bounded in bytes and in pieces; the oldest goes first.
package final class BufferPool: Sendable {
    private struct Piece {
        let byteCount: Int
        let memory: Buffer.Allocation
    }

    private let limit: Int
    private let most: Int
    /// Idle memory, the oldest first, and its bytes.
    private let idle = Mutex<(pieces: [Piece], byteCount: Int)>(([], 0))

    /// An empty pool that keeps at most so many bytes in at most so many pieces.
    package init(byteCount: Int = 128 << 20, pieces: Int = 256) {
        limit = byteCount
        most = pieces
    }

    deinit {
        for piece in idle.withLock({ $0.pieces }) { piece.memory.free() }
    }

    /// The bytes that are idle now.
    package var idleByteCount: Int { idle.withLock { $0.byteCount } }

    /// Memory of `byteCount` bytes with any contents; it comes back when its last reference goes.
    package func buffer(_ byteCount: Int) -> Buffer {
        let memory = take(byteCount) ?? Buffer.allocate(byteCount)
        return Buffer(memory.pointer, byteCount: byteCount, isPadded: true) { [self] _ in
            put(Piece(byteCount: byteCount, memory: memory))
        }
    }

    private func take(_ byteCount: Int) -> Buffer.Allocation? {
        idle.withLock { idle in
            guard let place = idle.pieces.lastIndex(where: { $0.byteCount == byteCount }) else {
                return nil
            }
            idle.byteCount -= byteCount
            return idle.pieces.remove(at: place).memory
        }
    }

    private func put(_ piece: Piece) {
        let dropped = idle.withLock { idle -> [Piece] in
            idle.pieces.append(piece)
            idle.byteCount += piece.byteCount
            var count = 0
            while idle.byteCount > limit || idle.pieces.count - count > most {
                idle.byteCount -= idle.pieces[count].byteCount
                count += 1
            }
            defer { idle.pieces.removeFirst(count) }
            return Array(idle.pieces.prefix(count))
        }
        for piece in dropped { piece.memory.free() }
    }
}
