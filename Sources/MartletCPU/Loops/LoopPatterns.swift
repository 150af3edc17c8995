// SPDX-License-Identifier: Apache-2.0
import CKernels
import MartletCompiler
import MartletIR
import MartletTensor

/// Finds combinations that the kernels do in one pass: multiply-adds, moving averages, optimizer steps, ReLU's gradient.
struct LoopPatterns {
    /// The instructions, in order.
    private(set) var drafts: [LoopDraft] = []

    let graph: Graph
    private let register: CKRegister
    /// Values that are read once in the loop, and memory need not hold.
    private let absorbable: Set<Int>

    private let members: Set<Int>
    private let frame: LoopFrame?

    init(
        _ graph: Graph, nodes: [Int], stored: Set<Int>, register: CKRegister, frame: LoopFrame?
    ) {
        self.graph = graph
        self.register = register
        self.frame = frame
        members = Set(nodes)
        // x − x reads x twice: what is absorbed in one place would be missing in the other.
        var reads: [Int: Int] = [:]
        for node in nodes {
            for operand in graph.instructions[node].operands { reads[operand, default: 0] += 1 }
        }
        // What has a value for each row is not computed for each element.
        for node in nodes {
            for operand in graph.instructions[node].operands
            where frame?.levels[operand] != frame?.levels[node] { reads[operand] = 2 }
        }
        absorbable = Set(nodes.filter { !stored.contains($0) && reads[$0] == 1 })
        var absorbed: Set<Int> = []
        for node in nodes.reversed() where !absorbed.contains(node) && frame?.roots[node] == nil {
            if let match = match(node) {
                drafts.append(match.draft)
                absorbed.formUnion(match.absorbed)
            } else {
                drafts.append(contentsOf: LoopDraft.plain(node, in: graph, frame).reversed())
            }
        }
        drafts.reverse()
        let count = graph.instructions.count
        drafts = ShareDrafts.apply(to: drafts, stored: stored) { value in
            // What is not rounded yet has the level of what is.
            frame?.levels[value < count ? value : value - count]
        }
        drafts = LoopMoments.gathered(drafts)
        guard let frame else { return }
        for index in drafts.indices {
            drafts[index].sources = drafts[index].sources.map(frame.root)
        }
    }

    struct Match {
        let draft: LoopDraft
        let absorbed: [Int]
    }

    /// `factor × base`, and the instructions that say so.
    struct Scaled {
        var base: Int
        var factor: LoopDraft.Factor
        var absorbed: [Int]
    }

    private func match(_ node: Int) -> Match? {
        let instruction = graph.instructions[node]
        guard register != .int64, instruction.type.shape.count > 1,
            instruction.type.dtype == .float32 || instruction.type.dtype == .float64
        else { return nil }
        switch instruction.operation {
        case is Add: return matchSum(node, instruction.operands)
        case is Subtract: return matchDifference(node, instruction.operands)
        case is Divide: return matchRatio(node)
        case is Select: return matchMask(node, instruction.operands)
        default: return nil
        }
    }

    // MARK: Parts

    func isNumber(_ value: Int) -> Bool {
        graph.instructions[value].type.shape.count == 1
            && !members.contains(frame?.root(value) ?? value)
    }

    private func literal(_ value: Int) -> Double? {
        graph.number(value)
    }

    func inner<Wanted>(_ value: Int, _ type: Wanted.Type) -> [Int]? {
        guard absorbable.contains(value), graph.instructions[value].operation is Wanted else {
            return nil
        }
        return graph.instructions[value].operands
    }

    func scaled(_ value: Int) -> Scaled? {
        guard let operands = inner(value, Multiply.self), operands[0] != operands[1] else {
            return nil
        }
        for (factor, base) in [(operands[0], operands[1]), (operands[1], operands[0])]
        where isNumber(factor) && !isNumber(base) {
            return Scaled(base: base, factor: .value(factor), absorbed: [value])
        }
        return nil
    }

    /// The operand of a square that nobody else reads.
    private func squared(_ value: Int) -> Int? {
        guard let operands = inner(value, Multiply.self), operands[0] == operands[1] else {
            return nil
        }
        return operands[0]
    }

    /// `factor × base²`, whichever product is taken first.
    private func scaledSquare(_ value: Int) -> Scaled? {
        if var product = scaled(value), let base = squared(product.base) {
            product.absorbed.append(product.base)
            product.base = base
            return product
        }
        guard let operands = inner(value, Multiply.self), operands[0] != operands[1] else {
            return nil
        }
        for (part, base) in [(operands[0], operands[1]), (operands[1], operands[0])] {
            if var product = scaled(part), product.base == base {
                product.absorbed.append(value)
                return product
            }
        }
        return nil
    }

    // MARK: Sums and differences

    private func matchSum(_ node: Int, _ operands: [Int]) -> Match? {
        for (left, right) in [(operands[0], operands[1]), (operands[1], operands[0])] {
            if let opposite = inner(right, Negate.self)?[0] {
                let match = matchDifference(node, [left, opposite])
                let draft = LoopDraft(
                    operation: .subtract, result: node, sources: [left, opposite])
                return Match(
                    draft: match?.draft ?? draft, absorbed: (match?.absorbed ?? []) + [right])
            }
            if let plain = scaled(left), let square = scaledSquare(right) {
                let draft = LoopDraft(
                    operation: .blendSquare, result: node, sources: [plain.base, square.base],
                    factors: [plain.factor, square.factor])
                return Match(draft: draft, absorbed: plain.absorbed + square.absorbed)
            }
        }
        for (left, right) in [(operands[0], operands[1]), (operands[1], operands[0])] {
            if let average = movingAverage(node, left, right) { return average }
        }
        for (left, right) in [(operands[0], operands[1]), (operands[1], operands[0])] {
            guard let first = scaled(left), !isNumber(first.base) else { continue }
            if let second = scaled(right) { return blend(node, first, second) }
            if isNumber(right) {
                return Match(
                    draft: LoopDraft(
                        operation: .scaleShift, result: node, sources: [first.base],
                        factors: [first.factor, .value(right)]), absorbed: first.absorbed)
            }
            return Match(
                draft: LoopDraft(
                    operation: .scaleAdd, result: node, sources: [first.base, right],
                    factors: [first.factor]), absorbed: first.absorbed)
        }
        return multiplyAdd(node, operands[0], operands[1])
            ?? multiplyAdd(node, operands[1], operands[0])
    }

    /// A product of arrays and what is added to it.
    private func multiplyAdd(_ node: Int, _ product: Int, _ other: Int) -> Match? {
        guard let factors = inner(product, Multiply.self), !isNumber(other),
            !factors.contains(where: isNumber)
        else { return nil }
        return Match(
            draft: LoopDraft(
                operation: .multiplyAdd, result: node, sources: factors + [other]),
            absorbed: [product])
    }

    private func blend(_ node: Int, _ first: Scaled, _ second: Scaled) -> Match {
        let absorbed = first.absorbed + second.absorbed
        return Match(
            draft: LoopDraft(
                operation: .blend, result: node, sources: [first.base, second.base],
                factors: [first.factor, second.factor]), absorbed: absorbed)
    }

    /// `m + (g − m) × s` is `(1 − s) × m + s × g`, for g a square as well.
    private func movingAverage(_ node: Int, _ mean: Int, _ change: Int) -> Match? {
        guard let step = scaled(change), case .value(let factor) = step.factor,
            let weight = literal(factor), let difference = inner(step.base, Subtract.self),
            difference[1] == mean, !isNumber(mean), !isNumber(difference[0])
        else { return nil }
        let absorbed = step.absorbed + [step.base]
        let factors: [LoopDraft.Factor] = [.number(1 - weight), .number(weight)]
        if let base = squared(difference[0]) {
            let draft = LoopDraft(
                operation: .blendSquare, result: node, sources: [mean, base], factors: factors)
            return Match(draft: draft, absorbed: absorbed + [difference[0]])
        }
        let draft = LoopDraft(
            operation: .blend, result: node, sources: [mean, difference[0]], factors: factors)
        return Match(draft: draft, absorbed: absorbed)
    }

    private func matchDifference(_ node: Int, _ operands: [Int]) -> Match? {
        let (left, right) = (operands[0], operands[1])
        guard !isNumber(left), !isNumber(right) else { return nil }
        if let ratio = rootRatio(right) {
            return Match(
                draft: LoopDraft(
                    operation: .rootStep, result: node, sources: [left, ratio.base, ratio.root],
                    factors: [ratio.factor, .value(ratio.floor)]),
                absorbed: ratio.absorbed + [right])
        }
        guard let step = scaled(right), case .value(let factor) = step.factor,
            let number = literal(factor)
        else { return nil }
        return Match(
            draft: LoopDraft(
                operation: .scaleAdd, result: node, sources: [step.base, left],
                factors: [.number(-number)]), absorbed: step.absorbed)
    }

    // MARK: Masks

    /// `select(x > 0, y, 0)`.
    private func matchMask(_ node: Int, _ operands: [Int]) -> Match? {
        guard literal(operands[2]) == 0, !isNumber(operands[1]),
            absorbable.contains(operands[0]),
            graph.instructions[operands[0]].operation.isEqual(to: Compare(.greater))
        else { return nil }
        let compared = graph.instructions[operands[0]].operands
        guard literal(compared[1]) == 0, !isNumber(compared[0]),
            ElementwiseKind.register(of: graph.instructions[compared[0]].type.dtype) == register
        else { return nil }
        return Match(
            draft: LoopDraft(operation: .mask, result: node, sources: [compared[0], operands[1]]),
            absorbed: [operands[0]])
    }
}
