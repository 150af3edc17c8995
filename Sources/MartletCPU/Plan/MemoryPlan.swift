// SPDX-License-Identifier: Apache-2.0

/// Places storages in one arena: storages whose lifetimes do not overlap may share memory.
struct MemoryPlan {
    /// The offset of each storage that lies in the arena.
    private(set) var offsets: [Int: Int] = [:]
    private(set) var byteCount = 0

    private struct Item {
        let storage: Int
        let size: Int
        let firstStep: Int
        let lastStep: Int
    }

    /// Large storages are placed first, each at the lowest place where nothing that lives at the same time lies.
    init(storages: [StorageSource], steps: [PlannedStep]) {
        var placed: [Item] = []
        for item in Self.lifetimes(storages, steps).sorted(by: Self.isPlacedBefore) {
            let rivals =
                placed
                .filter { $0.firstStep <= item.lastStep && item.firstStep <= $0.lastStep }
                .compactMap { rival in offsets[rival.storage].map { ($0, $0 + rival.size) } }
                .sorted { $0.0 < $1.0 }
            var offset = 0
            for (start, end) in rivals where offset + item.size > start {
                offset = max(offset, end)
            }
            offsets[item.storage] = offset
            byteCount = max(byteCount, offset + item.size)
            placed.append(item)
        }
    }

    private static func isPlacedBefore(_ lhs: Item, _ rhs: Item) -> Bool {
        (rhs.size, lhs.firstStep, lhs.storage) < (lhs.size, rhs.firstStep, rhs.storage)
    }

    private static func lifetimes(_ storages: [StorageSource], _ steps: [PlannedStep]) -> [Item] {
        var lifetimes: [Int: (first: Int, last: Int)] = [:]
        for (index, step) in steps.enumerated() {
            for storage in step.reads + step.writes {
                lifetimes[storage.index, default: (index, index)].last = index
            }
        }
        return storages.enumerated().compactMap { index, source in
            guard case .arena(let bytes) = source, let life = lifetimes[index] else { return nil }
            // Whole cache lines, and one to spare: vectors may read a little beyond the end.
            let size = (bytes + 127) / 64 * 64
            return Item(storage: index, size: size, firstStep: life.first, lastStep: life.last)
        }
    }
}
