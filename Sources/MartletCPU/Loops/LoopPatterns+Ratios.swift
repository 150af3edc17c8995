// SPDX-License-Identifier: Apache-2.0
import CKernels
import MartletIR
import MartletTensor

extension LoopPatterns {
    /// `factor × base ÷ (√root + floor)`.
    struct Ratio {
        var base: Int
        var factor: LoopDraft.Factor
        let root: Int
        let floor: Int
        var absorbed: [Int]
    }

    /// A ratio that nobody else reads, perhaps times a number.
    func rootRatio(_ value: Int) -> Ratio? {
        if let operands = inner(value, Divide.self) { return ratio(operands) }
        if let inverse = inverseRoot(value) { return inverse }
        guard let product = scaled(value), let operands = inner(product.base, Divide.self),
            var ratio = ratio(operands), case .number(1) = ratio.factor
        else { return nil }
        ratio.factor = product.factor
        ratio.absorbed += [product.base]
        return ratio
    }

    /// `base × (factor ÷ (√root + floor))`.
    private func inverseRoot(_ value: Int) -> Ratio? {
        guard let operands = inner(value, Multiply.self) else { return nil }
        for (base, quotient) in [(operands[0], operands[1]), (operands[1], operands[0])] {
            guard !isNumber(base), let parts = inner(quotient, Divide.self), isNumber(parts[0]),
                let root = rootAndFloor(parts[1])
            else { continue }
            return Ratio(
                base: base, factor: .value(parts[0]), root: root.radicand, floor: root.floor,
                absorbed: [quotient] + root.absorbed)
        }
        return nil
    }

    /// `√radicand + floor`.
    private func rootAndFloor(_ value: Int) -> (radicand: Int, floor: Int, absorbed: [Int])? {
        guard let sum = inner(value, Add.self) else { return nil }
        for (root, floor) in [(sum[0], sum[1]), (sum[1], sum[0])] where isNumber(floor) {
            guard let radicand = inner(root, SquareRoot.self)?[0], !isNumber(radicand) else {
                continue
            }
            return (radicand, floor, [value, root])
        }
        return nil
    }

    private func ratio(_ operands: [Int]) -> Ratio? {
        guard !isNumber(operands[0]), let root = rootAndFloor(operands[1]) else { return nil }
        let top = scaled(operands[0])
        return Ratio(
            base: top?.base ?? operands[0], factor: top?.factor ?? .number(1),
            root: root.radicand, floor: root.floor,
            absorbed: root.absorbed + (top?.absorbed ?? []))
    }

    func matchRatio(_ node: Int) -> Match? {
        guard let ratio = ratio(graph.instructions[node].operands) else { return nil }
        return Match(
            draft: LoopDraft(
                operation: .rootRatio, result: node, sources: [ratio.base, ratio.root],
                factors: [ratio.factor, .value(ratio.floor)]), absorbed: ratio.absorbed)
    }
}
