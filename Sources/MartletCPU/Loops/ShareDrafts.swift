// SPDX-License-Identifier: Apache-2.0
import CKernels

/// Makes each value of a loop once: the graph may have it once for each of its readers, so that it need not lie in memory
/// from loop to loop.
enum ShareDrafts {
    private struct Key: Hashable {
        let operation: CKOperation
        let sources: [Int]
        let source: LoopLevel?
        let level: LoopLevel?
    }

    /// The drafts without repetitions, but for values that memory must hold.
    static func apply(
        to drafts: [LoopDraft], stored: Set<Int>, level: (Int) -> LoopLevel?
    ) -> [LoopDraft] {
        var known: [Key: Int] = [:]
        var same: [Int: Int] = [:]
        return drafts.compactMap { draft in
            var draft = draft
            draft.sources = draft.sources.map { same[$0] ?? $0 }
            guard draft.factors.isEmpty else { return draft }
            let key = Key(
                operation: draft.operation, sources: draft.sources, source: draft.source,
                level: level(draft.result))
            if let earlier = known[key], !stored.contains(draft.result) {
                same[draft.result] = earlier
                return nil
            }
            known[key] = known[key] ?? draft.result
            return draft
        }
    }
}
