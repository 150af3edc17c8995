// SPDX-License-Identifier: Apache-2.0

/// Places storages in one arena: storages whose lifetimes do not overlap may share memory.
struct MemoryPlan: Sendable {
    /// The offset of each storage that lies in the arena, or in the memory that is kept between runs.
    private(set) var offsets: [Int: Int] = [:]
    /// Bytes of the arena.
    private(set) var byteCount = 0
    /// Bytes of the memory that is kept.
    private(set) var keptByteCount = 0
    /// Storages in the memory that is kept.
    let kept: Set<Int>

    private struct Item {
        var storages: [Int]
        let size: Int
        var firstStep: Int
        var lastStep: Int
    }

    /// Large storages are placed first, each at the lowest place where nothing that lives at the same time lies.
    ///
    /// - Parameters:
    ///   - storages: The storages of the program.
    ///   - steps: Its steps, in order.
    ///   - kept: Storages whose values stay from run to run.
    init(storages: [StorageSource], steps: [PlannedStep], kept: Set<Int>) {
        self.kept = kept
        var placed: [Item] = []
        for item in Self.items(storages, steps, kept).sorted(by: Self.isPlacedBefore) {
            if item.storages.contains(where: kept.contains) {
                for storage in item.storages { offsets[storage] = keptByteCount }
                keptByteCount += item.size
                continue
            }
            place(item, among: placed)
            placed.append(item)
        }
    }

    private mutating func place(_ item: Item, among placed: [Item]) {
        let rivals =
            placed
            .filter { $0.firstStep <= item.lastStep && item.firstStep <= $0.lastStep }
            .compactMap { rival in
                offsets[rival.storages[0]].map { ($0, $0 + rival.size) }
            }
            .sorted { $0.0 < $1.0 }
        var offset = 0
        for (start, end) in rivals where offset + item.size > start { offset = max(offset, end) }
        for storage in item.storages { offsets[storage] = offset }
        byteCount = max(byteCount, offset + item.size)
    }

    private static func isPlacedBefore(_ lhs: Item, _ rhs: Item) -> Bool {
        (rhs.size, lhs.firstStep, lhs.storages[0]) < (lhs.size, rhs.firstStep, rhs.storages[0])
    }

    /// The storages of the arena with their lifetimes; those that lend and borrow are one.
    private static func items(
        _ storages: [StorageSource], _ steps: [PlannedStep], _ kept: Set<Int>
    ) -> [Item] {
        var items: [Int: Item] = [:]
        for (index, step) in steps.enumerated() {
            for storage in step.reads + step.writes {
                guard case .arena(let bytes) = storages[storage.index] else { continue }
                // Whole cache lines, and one to spare: vectors may read a little beyond the end.
                let size = (bytes + 127) / 64 * 64
                let new = Item(
                    storages: [storage.index], size: size, firstStep: index, lastStep: index)
                items[storage.index, default: new].lastStep = index
            }
        }
        extend(&items, over: StepRanges(steps).loops)
        merge(&items, steps, kept)
        return Array(items.values)
    }

    /// What a loop shares with the steps around it lives in all its rounds.
    private static func extend(_ items: inout [Int: Item], over loops: [StepRanges.Loop]) {
        for (storage, item) in items {
            var (first, last) = (item.firstStep, item.lastStep)
            // Inner loops come first: what becomes longer there may leave an outer loop.
            for loop in loops where first <= loop.steps.upperBound && last >= loop.steps.lowerBound
            {
                let isInside = first >= loop.steps.lowerBound && last <= loop.steps.upperBound
                if isInside { continue }
                first = min(first, loop.steps.lowerBound)
                last = max(last, loop.steps.upperBound)
            }
            items[storage]?.firstStep = first
            items[storage]?.lastStep = last
        }
    }

    /// Makes one item of a storage that dies in a step and one that is born there.
    private static func merge(_ items: inout [Int: Item], _ steps: [PlannedStep], _ kept: Set<Int>)
    {
        var ownerOf = Dictionary(uniqueKeysWithValues: items.keys.map { ($0, $0) })
        for (index, step) in steps.enumerated() {
            var lenders: Set<Int> = []
            for loan in step.lends {
                guard let owner = ownerOf[loan.lender.index], let lender = items[owner],
                    let borrower = items[loan.borrower.index],
                    owner != loan.borrower.index, lender.lastStep == index,
                    borrower.firstStep == index, lender.size == borrower.size,
                    kept.isDisjoint(with: lender.storages + borrower.storages),
                    lenders.insert(owner).inserted
                else { continue }
                items[owner]?.storages += borrower.storages
                items[owner]?.lastStep = borrower.lastStep
                items[loan.borrower.index] = nil
                for storage in borrower.storages { ownerOf[storage] = owner }
            }
        }
    }
}
