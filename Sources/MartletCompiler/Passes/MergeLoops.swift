// SPDX-License-Identifier: Apache-2.0
public import MartletIR
import MartletTensor

/// Makes one loop of loops that walk along the same values and carry the same.
///
/// A gradient repeats the forward loop with what it must keep as further results; this pass makes them one.
public struct MergeLoops: Pass {
    /// The pass.
    public init() {}

    private struct Key: Hashable {
        let operands: [Int]
        let counts: [Int]
        let isReversed: Bool

        init(_ scan: Scan, _ operands: [Int]) {
            self.operands = operands
            counts = [scan.constantCount, scan.carryCount, scan.length]
            isReversed = scan.isReversed
        }
    }

    /// A loop with the results of all that it stands for.
    private struct Merged {
        var scan: Scan
        /// For each loop, where its results are among those of the merged one.
        var places: [Int: [Int]]
    }

    /// The graph with fewer loops.
    public func apply(to graph: Graph) -> Graph {
        var groups: [[Merged]] = []
        var groupOf: [Key: Int] = [:]
        for (index, instruction) in graph.instructions.enumerated() {
            guard let scan = instruction.operation as? Scan else { continue }
            let key = Key(scan, instruction.operands)
            let group = groupOf[key] ?? groups.count
            groupOf[key] = group
            if group == groups.count { groups.append([]) }
            Self.add(scan, index, to: &groups[group])
        }
        let merged = groups.flatMap { $0 }.filter { $0.places.count > 1 }
        return merged.isEmpty ? graph : Self.rewrite(graph, merged)
    }

    private static func add(_ scan: Scan, _ index: Int, to group: inout [Merged]) {
        for position in group.indices {
            guard let (both, places) = merge(group[position].scan, scan) else { continue }
            group[position].scan = both
            group[position].places[index] = places
            return
        }
        group.append(Merged(scan: scan, places: [index: Array(scan.body.outputs.indices)]))
    }

    /// A loop that does what both do, and where the second's results are; `nil` if they carry different values.
    private static func merge(_ first: Scan, _ second: Scan) -> (Scan, places: [Int])? {
        guard first.body.inputTypes == second.body.inputTypes else { return nil }
        var rewriter = GraphRewriter(first.body)
        for instruction in first.body.instructions { _ = rewriter.emit(instruction) }
        let added = rewriter.inline(second.body, at: first.body.inputs)
        var both = rewriter.result
        both.inputs = first.body.inputs
        both.outputs = first.body.outputs + added
        // Loops within the bodies may have been made one in only one of them.
        both = ShareCommon().apply(to: MergeLoops().apply(to: ShareCommon().apply(to: both)))
        let outputs = Array(both.outputs[..<first.body.outputs.count])
        let others = Array(both.outputs[first.body.outputs.count...])
        guard outputs[..<first.carryCount] == others[..<second.carryCount] else { return nil }
        var all = outputs
        let places = others.enumerated().map { index, value in
            if index < first.carryCount { return index }
            if let known = all[first.carryCount...].firstIndex(of: value) { return known }
            all.append(value)
            return all.count - 1
        }
        both.outputs = all
        let scan = Scan(
            body: RemoveUnused().apply(to: both), constantCount: first.constantCount,
            carryCount: first.carryCount, length: first.length, isReversed: first.isReversed)
        return (scan, places)
    }

    private static func rewrite(_ graph: Graph, _ merged: [Merged]) -> Graph {
        var loopOf: [Int: Int] = [:]
        for (number, loop) in merged.enumerated() {
            for index in loop.places.keys { loopOf[index] = number }
        }
        var emitted: [Int: Int] = [:]
        var source: [Int: [Int]] = [:]
        var index = -1
        let rewritten = GraphRewriter.rewrite(graph) { rewriter, instruction in
            index += 1
            if let part = instruction.operation as? NthResult,
                let places = source[graph.instructions[index].operands[0]]
            {
                let moved = NthResult(index: places[part.index], type: part.type)
                return rewriter.emit(moved, instruction.operands, layer: instruction.layer)
            }
            guard let number = loopOf[index] else { return nil }
            source[index] = merged[number].places[index]
            if let value = emitted[number] { return value }
            let value = rewriter.emit(
                merged[number].scan, instruction.operands, layer: instruction.layer)
            emitted[number] = value
            return value
        }
        return rewritten
    }
}
