// SPDX-License-Identifier: Apache-2.0
import MartletIR
import MartletTensor

extension OperationSamples {
    private static let cases: [(Shape, [Int])] = [
        ([2, 3], [1]), ([2, 3], [0]), ([2, 3], [0, 1]), ([2, 3, 4], [0, 2]), ([2, 3, 4], [1]),
        ([2, 3], []), ([], []), ([5], [0]), ([0, 3], [1]), ([3, 1], [1]), ([7, 33], [1]),
    ]

    static let reductions: [OperationSample] =
        reductions(over: cases) + [
            OperationSample(Sum(axes: [0]), [.reals([0, 3])]),
            OperationSample(Product(axes: [0]), [.reals([0, 3])]),
            OperationSample(ReduceMaximum(axes: [0]), [.reals([0, 3])]),
            OperationSample(ReduceMinimum(axes: [0]), [.reals([0, 3])]),
        ]
        + alongAxes([([2, 3], 0), ([2, 3], 1), ([2, 3, 4], 1), ([5], 0), ([0, 2], 1)])

    /// Reductions of each shape over the axes; `factors` are multiplied: near 1 where there are many.
    static func reductions(
        over cases: [(Shape, [Int])], factors: ClosedRange<Double> = 0.6...1.4
    ) -> [OperationSample] {
        cases.flatMap { shape, axes in
            [
                OperationSample(Sum(axes: axes), [.reals(shape)]),
                OperationSample(Product(axes: axes), [.signed(shape, factors)]),
                OperationSample(ReduceMaximum(axes: axes), [.distinct(shape)]),
                OperationSample(ReduceMinimum(axes: axes), [.distinct(shape)]),
            ]
        }
    }

    static func alongAxes(_ cases: [(Shape, Int)]) -> [OperationSample] {
        cases.flatMap { shape, axis in
            [
                OperationSample(CumulativeSum(axis: axis, isReversed: false), [.reals(shape)]),
                OperationSample(CumulativeSum(axis: axis, isReversed: true), [.reals(shape)]),
                OperationSample(
                    ArgExtremum(axis: axis, isMaximum: true), [.distinct(shape)], .none),
                OperationSample(
                    ArgExtremum(axis: axis, isMaximum: false), [.reals(shape)], .none),
                OperationSample(ArgSort(axis: axis, isDescending: false), [.reals(shape)], .none),
                OperationSample(ArgSort(axis: axis, isDescending: true), [.reals(shape)], .none),
            ]
        }
    }
}
