// SPDX-License-Identifier: Apache-2.0
import MartletIR
import MartletRuntime
import Testing

@Suite struct BufferPoolTests {
    @Test func memoryIsUsedAgain() {
        let pool = BufferPool()
        let first = { pool.buffer(1000).pointer }()
        #expect(pool.idleByteCount == 1000)
        let other = pool.buffer(1001)
        #expect(other.pointer != first, "another size")
        let again = pool.buffer(1000)
        #expect(again.pointer == first)
        #expect(pool.buffer(1000).pointer != again.pointer)
        #expect(again.byteCount == 1000)
    }

    @Test func theOldestGoesFirst() {
        let pool = BufferPool(byteCount: 250, pieces: 100)
        do { _ = (pool.buffer(100), pool.buffer(101)) }
        do { _ = pool.buffer(120) }
        #expect(pool.idleByteCount <= 250)
        #expect(pool.idleByteCount >= 220)
        do { _ = pool.buffer(300) }
        #expect(pool.idleByteCount == 0, "what is larger than the pool leaves nothing")
    }

    @Test func piecesAreBounded() {
        let pool = BufferPool(byteCount: 1 << 20, pieces: 3)
        do {
            let buffers = (1...10).map { pool.buffer(100 * $0) }
            #expect(buffers.count == 10)
            #expect(pool.idleByteCount == 0)
        }
        #expect(pool.idleByteCount > 0)
        #expect(pool.idleByteCount <= 3 * 1000)
    }

    @Test func manyTasksShareIt() async {
        let pool = BufferPool(byteCount: 10_000)
        await withTaskGroup(of: Void.self) { group in
            for task in 0..<32 {
                group.addTask {
                    for round in 0..<200 {
                        let buffer = pool.buffer(64 * (1 + (task + round) % 5))
                        buffer.pointer.storeBytes(of: task, as: Int.self)
                        #expect(buffer.pointer.load(as: Int.self) == task)
                    }
                }
            }
        }
        #expect(pool.idleByteCount <= 10_000)
    }
}
