// SPDX-License-Identifier: Apache-2.0
import MartletIR
import MartletTensor

extension OperationSamples {
    static let composites: [OperationSample] =
        attention([2, 3, 4], sources: 5, valueWidth: 3)
        + attention([2, 2, 3, 4], sources: 3, valueWidth: 4) + lstmCell([3], units: 2)
        + lstmCell([], units: 3)
        + deviations([4, 3, 5], along: [[0], [0, 1], [2], [1], [0, 1, 2]])

    static let largeComposites: [OperationSample] =
        attention([2, 2, 33, 16], sources: 40, valueWidth: 24) + lstmCell([41], units: 130)
        + deviations([9, 30, 21], along: [[0, 1]]) + deviations([40, 1100], along: [[0], [1]])

    private static func deviations(_ shape: Shape, along axes: [[Int]]) -> [OperationSample] {
        axes.map { OperationSample(SquaredDeviations(axes: $0), [.reals(shape)]) }
    }

    /// Attention of queries of the given shape and its gradient, without a mask, with each kind of it, and causal.
    private static func attention(_ query: Shape, sources: Int, valueWidth: Int)
        -> [OperationSample]
    {
        let batch = Array(query.sizes.dropLast(2))
        let operands: [SampleOperand] = [
            .reals(query), .reals(Shape(batch + [sources, query[-1]])),
            .reals(Shape(batch + [sources, valueWidth])),
        ]
        let scores = Shape([query[-2], sources])
        let results: [SampleOperand] = [
            .reals(Shape(query.sizes.dropLast() + [valueWidth])),
            .reals(Shape(Array(query.sizes.dropLast())), 2...3),
            .reals(Shape(query.sizes.dropLast() + [valueWidth])),
        ]
        return [([], false), ([], true), ([sees(scores)], false), ([.reals(scores)], false)]
            .flatMap { (mask: [SampleOperand], isCausal: Bool) in
                [
                    OperationSample(
                        ScaledDotProductAttention(scale: 0.5, isCausal: isCausal), operands + mask),
                    OperationSample(
                        ScaledDotProductAttentionGradient(scale: 0.5, isCausal: isCausal),
                        operands + mask + results),
                ]
            }
    }

    /// A step of an LSTM and its gradient.
    private static func lstmCell(_ leading: [Int], units: Int) -> [OperationSample] {
        let cell = SampleOperand.reals(Shape(leading + [units]))
        func reals(_ parts: Int, _ range: ClosedRange<Double> = -2...2) -> SampleOperand {
            .reals(Shape(leading + [parts * units]), range)
        }
        return [
            OperationSample(LSTMCell(), [reals(4), cell]),
            OperationSample(LSTMCellGradient(), [reals(5, 0.1...0.9), cell, cell, cell]),
        ]
    }

    /// Truth values of which each row has some of both.
    private static func sees(_ scores: Shape) -> SampleOperand {
        let width = scores[-1]
        let truths = (0..<scores.count).map { ($0 / width + $0 % width) % 3 != 1 }
        return .fixed(HostTensor(scalars: truths, shape: scores))
    }
}
