// SPDX-License-Identifier: Apache-2.0
package import MartletIR
private import Synchronization

/// Memory of results that nobody holds any longer, for results to come.
///
/// A loop that computes new weights from old ones needs the same sizes again and again; memory fresh from the system
/// costs more than the step that fills it. What is idle is bounded in bytes and in pieces; the oldest goes first.
package final class BufferPool: Sendable {
    private struct Piece: @unchecked Sendable {
        let byteCount: Int
        /// Nobody else knows the memory while it is idle.
        let pointer: UnsafeMutableRawPointer
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
        for piece in idle.withLock({ $0.pieces }) { piece.pointer.deallocate() }
    }

    /// The bytes that are idle now.
    package var idleByteCount: Int { idle.withLock { $0.byteCount } }

    /// Memory of `byteCount` bytes with any contents; it comes back when its last reference goes.
    package func buffer(_ byteCount: Int) -> Buffer {
        Buffer(
            take(byteCount) ?? Buffer.allocate(byteCount), byteCount: byteCount, isPadded: true
        ) { [self] pointer in
            put(Piece(byteCount: byteCount, pointer: pointer))
        }
    }

    private func take(_ byteCount: Int) -> UnsafeMutableRawPointer? {
        idle.withLock { idle in
            guard let place = idle.pieces.lastIndex(where: { $0.byteCount == byteCount }) else {
                return nil
            }
            idle.byteCount -= byteCount
            return idle.pieces.remove(at: place).pointer
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
        for piece in dropped { piece.pointer.deallocate() }
    }
}
