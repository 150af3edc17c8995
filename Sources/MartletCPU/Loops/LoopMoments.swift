// SPDX-License-Identifier: Apache-2.0
import CKernels

/// Puts the parts of a step by running means of gradients and of their squares next to each other, wherever a formula has
/// them: the kernels do a blend, a blend of squares and the step by their root in one pass if nothing stands between.
enum LoopMoments {
    static func gathered(_ drafts: [LoopDraft]) -> [LoopDraft] {
        var drafts = drafts
        for step in drafts where step.operation == .rootStep { gather(step.result, &drafts) }
        return drafts
    }

    private static func gather(_ result: Int, _ drafts: inout [LoopDraft]) {
        guard let place = drafts.firstIndex(where: { $0.result == result }) else { return }
        let step = drafts[place]
        guard let mean = drafts[..<place].firstIndex(where: { $0.result == step.sources[1] }),
            let square = drafts[..<place].firstIndex(where: { $0.result == step.sources[2] }),
            drafts[mean].operation == .blend, drafts[square].operation == .blendSquare,
            drafts[mean].sources[1] == drafts[square].sources[1]
        else { return }
        let triple = [drafts[mean], drafts[square], step]
        let first = min(mean, square)
        // What reads them goes behind the step, unless the step needs it.
        var (before, behind): ([LoopDraft], [LoopDraft]) = ([], [])
        var made = Set(triple.map(\.result))
        for index in first..<place where index != mean && index != square {
            if drafts[index].sources.contains(where: made.contains) {
                made.insert(drafts[index].result)
                behind.append(drafts[index])
            } else {
                before.append(drafts[index])
            }
        }
        guard
            !behind.contains(where: { draft in
                triple.contains { $0.sources.contains(draft.result) }
            })
        else { return }
        drafts.replaceSubrange(first...place, with: before + triple + behind)
    }
}
