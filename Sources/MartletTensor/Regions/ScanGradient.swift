// SPDX-License-Identifier: Apache-2.0
import MartletIR

extension Scan {
    /// A loop that walks the other way, carrying the gradients by the carried values.
    ///
    /// The forward loop is repeated in the graph with what it must keep as further results; the two are one program
    /// after the pass that merges loops.
    package func gradients(in context: GradientContext) -> [Tensor?] {
        ScanGradient(self, context).finished()
    }
}

/// The way back through a loop.
struct ScanGradient {
    private let scan: Scan
    private let context: GradientContext
    /// The expressions of one step forward.
    private let step: RegionTrace
    private let scope = TraceScope()
    /// What differs from step to step, forward.
    private let varying: Set<ObjectIdentifier>

    init(_ scan: Scan, _ context: GradientContext) {
        (self.scan, self.context) = (scan, context)
        step = RegionTrace(
            of: scan.body, at: context.operands, constantCount: scan.constantCount, scan.trace)
        varying = Set(step.inputs[scan.constantCount...].map(ObjectIdentifier.init))
    }

    private var carried: [Int] {
        scan.carriedInputs.filter { step.inputs[$0].type.dtype.isFloating }
    }

    func finished() -> [Tensor?] {
        let first = scan.constantCount
        let carries = Dictionary(
            uniqueKeysWithValues: zip(
                carried,
                scope.arguments(carried.map { step.inputs[$0].type }, "a gradient of scan")))
        let stacked = context.seeds.indices.dropFirst(scan.carryCount)
            .filter { context.seeds[$0] != nil }
        let seeds = Dictionary(
            uniqueKeysWithValues: zip(
                stacked,
                scope.arguments(
                    stacked.map { step.outputs[$0].type }, "a gradient of scan",
                    from: carries.count)))
        var walk = BackwardWalk(
            from: step.outputs.map(\.node), to: step.inputs, endingAt: step.inputs)
        let found = walk.gradients(
            seeds: step.outputs.indices.map { carries[$0 + first] ?? seeds[$0] })
        if let failed = found.compactMap({ $0 }).first(where: { $0.node.operation is Poison }) {
            return found.map { _ in failed }
        }
        var totals = ScanTotals(
            scan.length, forward: varying, carried: carries.values.map(\.node),
            given: seeds.values.map(\.node), step.inputs)
        totals.classify(found.compactMap { $0?.node })
        let constants = (0..<first).map { index in
            context.isNeeded[index] ? found[index].map { totals.total(of: $0) } : nil
        }
        let slices = scan.stackedInputs.map { context.isNeeded[$0] ? found[$0] : nil }
        return loops(carries, seeds, found, slices, totals, constants)
    }

    /// Makes the loops, and from what they give the gradients.
    private func loops(
        _ carries: [Int: Tensor], _ seeds: [Int: Tensor], _ found: [Tensor?], _ slices: [Tensor?],
        _ totals: ScanTotals, _ constants: [ScanTotals.Total?]
    ) -> [Tensor?] {
        let back = carried.map { index in
            ScanDraft.Carry(
                argument: carries[index]?.node ?? step.inputs[index],
                initial: context.seeds[index - scan.constantCount]
                    ?? .zeros(like: context.operands[index]),
                next: found[index] ?? .zeros(like: context.operands[index]))
        }
        let results = slices.compactMap { $0 } + totals.stacked.map(Tensor.init)
        let outputs = back.map(\.next) + totals.sums + results
        let kept = kept(for: outputs, totals)
        let (forward, keptValues) = forwardLoop(keeping: kept)
        let sums = totals.sums.map { sum in
            let zeros = Tensor.zeros(like: sum)
            let argument = TraceScope().arguments([sum.type], "a sum of scan")[0]
            return ScanDraft.Carry(argument: argument.node, initial: zeros, next: argument + sum)
        }
        let seedSlices = seeds.keys.sorted().compactMap { index in
            seeds[index].flatMap { seed in
                context.seeds[index].map { ScanDraft.Slice(argument: seed.node, stacked: $0) }
            }
        }
        let draft = ScanDraft(
            carries: back + sums, slices: forward + keptValues + seedSlices,
            results: results, length: scan.length, isReversed: !scan.isReversed)
        let made = draft.finished()
        var values = ScanTotals.Values()
        for slice in forward + keptValues + seedSlices {
            values.stacked[ObjectIdentifier(slice.argument)] = slice.stacked
        }
        for (result, stacked) in strictZip(results, made.results) {
            values.stacked[ObjectIdentifier(result.node)] = stacked
        }
        values.sums = Array(made.carried[back.count...])
        let byConstants = constants.map { $0.map { $0(values) } }
        var byCarries: [Tensor?] = scan.carriedInputs.map { _ in nil }
        for (index, gradient) in zip(carried, made.carried) {
            byCarries[index - scan.constantCount] = gradient
        }
        var stacked = made.results.makeIterator()
        return byConstants + byCarries + slices.map { $0 == nil ? nil : stacked.next() }
    }

    /// The values of the forward loop that the way back needs.
    private func kept(for outputs: [Tensor], _ totals: ScanTotals) -> [Node] {
        let order = Node.inOrder(
            outputs.map(\.node) + totals.demanded, from: Set(step.inputs.map(ObjectIdentifier.init))
        )
        let demanded = Set(totals.demanded.map(ObjectIdentifier.init))
        var wanted = demanded.union(
            outputs.map { ObjectIdentifier($0.node) })
        for node in order where totals.isBackward(node) {
            wanted.formUnion(node.operands.map(ObjectIdentifier.init))
        }
        return KeptValues(
            order.filter {
                wanted.contains(ObjectIdentifier($0)) && !totals.isBackward($0)
                    && !totals.isSeed($0)
            },
            demanded: demanded, slices: step.inputs[scan.stackedInputs].map { $0 },
            varying: totals.forward
        ).nodes
    }

    /// The forward loop once more, with the values that are kept; and the inputs of the first.
    private func forwardLoop(keeping kept: [Node]) -> (
        inputs: [ScanDraft.Slice], kept: [ScanDraft.Slice]
    ) {
        let inputs = scan.stackedInputs.map {
            ScanDraft.Slice(argument: step.inputs[$0], stacked: context.operands[$0])
        }
        if kept.isEmpty { return (inputs, []) }
        let carries = scan.carriedInputs.map { index in
            ScanDraft.Carry(
                argument: step.inputs[index], initial: context.operands[index],
                next: step.outputs[index - scan.constantCount])
        }
        let loop = ScanDraft(
            constants: Array(step.inputs[..<scan.constantCount]), carries: carries, slices: inputs,
            results: step.outputs[scan.carryCount...] + kept.map(Tensor.init),
            length: scan.length, isReversed: scan.isReversed, hoists: false)
        let values = loop.finished().results.suffix(kept.count)
        return (inputs, zip(kept, values).map { ScanDraft.Slice(argument: $0, stacked: $1) })
    }
}
