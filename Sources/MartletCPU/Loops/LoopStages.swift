// SPDX-License-Identifier: Apache-2.0

/// The drafts of a loop over rows in the order in which they can run: stages on elements and rows by turns, then one on
/// columns, and one on totals.
struct LoopStages {
    struct Stage {
        let level: LoopLevel
        var drafts: [LoopDraft]
    }

    private(set) var stages: [Stage] = []

    /// - Parameters:
    ///   - drafts: What the loop does, in an order in which it could run if everything were one element.
    ///   - levels: Of every value that the drafts make.
    init(_ drafts: [LoopDraft], levels: (Int) -> LoopLevel) {
        // The rank of a value is that of the stage that makes it.
        var ranks: [Int: Int] = [:]
        var staged: [Int: Stage] = [:]
        for draft in drafts {
            let level = draft.source ?? levels(draft.result)
            let ready = draft.sources.compactMap { ranks[$0] }.max() ?? 0
            let rank =
                switch level {
                case .element: ready + ready % 2
                case .row: ready + (1 - ready % 2)
                case .column: Int.max - 1
                case .total: Int.max
                }
            staged[rank, default: Stage(level: level, drafts: [])].drafts.append(draft)
            // Folds to rows are ready with their stage; nothing but the last stages waits for the others.
            ranks[draft.result] =
                draft.source != nil && levels(draft.result) == .row ? rank + 1 : rank
        }
        stages = staged.sorted { $0.key < $1.key }.map(\.value)
    }
}
