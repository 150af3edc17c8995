// SPDX-License-Identifier: Apache-2.0
import MartletIR
import MartletTensor

extension RandomProgramWriter {
    /// A random loop, branch or checkpoint over a random value.
    mutating func loop() {
        let x = numbers.pick(pool)
        switch numbers.next(below: 6) {
        case 0: add(branched(x))
        case 1: add(checkpoint(x) { turned($0) })
        case 2:
            let turns = whileLoop([Tensor(0), x.stopGradient()], while: { $0[0] .< 3 }) {
                [$0[0] + 1, ($0[1] * 0.5).sin()]
            }
            add(turns[1] + x)
        default: scanned(x)
        }
    }

    private mutating func scanned(_ x: Tensor) {
        guard x.rank > 0, (1...70).contains(x.shape[0]) else { return add(turned(x)) }
        let isReversed = numbers.next(below: 2) == 0
        let start = x.mean([0]) * 0.5
        let kind = numbers.next(below: 4)
        let (last, all) = scan(over: x, carrying: start, isReversed: isReversed) { state, row in
            let next = tamed(self.next(state, row, kind))
            return (next, next * state + row)
        }
        add(last)
        add(all)
    }

    /// One step: elementwise, with a branch, with a loop within, or with a product.
    private mutating func next(_ state: Tensor, _ row: Tensor, _ kind: Int) -> Tensor {
        switch kind {
        case 0:
            // Sums of rounded numbers do not fall on such a threshold.
            return branch(
                row.mean() .> 0.0123, then: { turned(state) + row }, else: { state * 0.5 - row })
        case 1 where state.rank > 0 && (1...40).contains(state.shape[0]):
            return scan(over: row, carrying: state.mean([0])) { inner, part in
                let next = (inner * 0.5 + part).tanh()
                return (next, next + inner)
            }.results + state * 0.25
        case 2 where state.rank == 2:
            let width = state.shape[-1]
            let weights = input([width, width])
            let scale = 1 / Double(width).squareRoot()
            return row.matmul(weights) * scale + state.matmul(weights.transposed()) * scale
        default: return turned(state) * 0.5 + turned(row)
        }
    }

    private mutating func branched(_ x: Tensor) -> Tensor {
        let other = turned(x)
        return branch(x.mean() .> 0.0123, then: { turned(other) }, else: { x * 0.5 + other })
    }

    private mutating func turned(_ x: Tensor) -> Tensor {
        numbers.next(below: 3) == 0 && x.rank > 0 && x.shape[-1] > 0 ? x.softmax() : elementwise(x)
    }
}
