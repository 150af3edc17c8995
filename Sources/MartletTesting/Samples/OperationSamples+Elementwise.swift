// SPDX-License-Identifier: Apache-2.0
import MartletIR
import MartletTensor

extension OperationSamples {
    /// Shapes of two operands that broadcast in different ways.
    private static let pairs: [(Shape, Shape)] = [
        ([2, 3], [2, 3]), ([2, 3], []), ([], [3]), ([2, 1, 3], [4, 1]), ([3], [2, 3]),
        ([0, 3], [1, 3]), ([], []), ([17], [17]),
    ]

    static let arithmetic = arithmetic(on: pairs)
    static let comparisons = comparisons(on: pairs)
    static let functions = functions(on: [[2, 3], [], [0, 2], [37]])

    static func arithmetic(on pairs: [(Shape, Shape)]) -> [OperationSample] {
        pairs.flatMap { left, right in
            [
                OperationSample(Add(), [.reals(left), .reals(right)]),
                OperationSample(Subtract(), [.reals(left), .reals(right)]),
                OperationSample(Multiply(), [.reals(left), .reals(right)]),
                OperationSample(Divide(), [.reals(left), .signed(right, 0.5...2)]),
                OperationSample(Power(), [.reals(left, 0.3...2), .reals(right, -2...3)]),
                OperationSample(
                    Remainder(), [.fixedFractions(left), .fixedDivisors(right)], .once),
            ]
        }
            + pairs.flatMap { left, right in
                [
                    OperationSample(Maximum(), [.distinct(left, offset: 0), .distinct(right)]),
                    OperationSample(Minimum(), [.distinct(left, offset: 0), .distinct(right)]),
                ]
            }
    }

    static func comparisons(on pairs: [(Shape, Shape)]) -> [OperationSample] {
        Compare.Relation.allCases.flatMap { relation in
            pairs.map { left, right in
                OperationSample(Compare(relation), [.distinct(left), .distinct(right)], .none)
            }
        }
            + pairs.flatMap { left, right in
                [
                    OperationSample(And(), [.truths(left), .truths(right)], .none),
                    OperationSample(Or(), [.truths(left), .truths(right)], .none),
                    OperationSample(Select(), [.truths(left), .reals(right), .reals(left)]),
                    OperationSample(Select(), [.truths(right), .reals(right), .reals([])]),
                ]
            } + [
                OperationSample(Not(), [.truths([2, 3])], .none),
                OperationSample(Not(), [.truths([])], .none),
                OperationSample(Select(), [.truths([]), .reals([2, 3]), .reals([2, 3])]),
            ]
    }

    static func functions(on shapes: [Shape]) -> [OperationSample] {
        shapes.flatMap { (shape: Shape) -> [OperationSample] in
            [
                OperationSample(Negate(), [.reals(shape)]),
                OperationSample(Absolute(), [.signed(shape)]),
                OperationSample(Sign(), [.signed(shape)]),
                OperationSample(Exponential(), [.reals(shape)]),
                OperationSample(ExponentialMinusOne(), [.reals(shape, -1...1)]),
                OperationSample(Logarithm(), [.reals(shape, 0.2...4)]),
                OperationSample(LogarithmOnePlus(), [.reals(shape, -0.7...2)]),
                OperationSample(SquareRoot(), [.reals(shape, 0.2...4)]),
                OperationSample(ReciprocalSquareRoot(), [.reals(shape, 0.2...4)]),
                OperationSample(Sine(), [.reals(shape, -4...4)]),
                OperationSample(Cosine(), [.reals(shape, -4...4)]),
                OperationSample(HyperbolicTangent(), [.reals(shape, -3...3)]),
                OperationSample(Sigmoid(), [.reals(shape, -4...4)]),
                OperationSample(ErrorFunction(), [.reals(shape, -2...2)]),
                OperationSample(Floor(), [.distinct(shape)]),
                OperationSample(Ceiling(), [.distinct(shape)]),
                OperationSample(Round(), [.distinct(shape)]),
                OperationSample(ReLU(), [.signed(shape)]),
                OperationSample(ArcTangent(), [.reals(shape, -4...4)]),
            ]
        }
    }

    static let markers: [OperationSample] =
        [
            OperationSample([.reals([2, 3])]) { Cast(dtype: $0) },
            OperationSample(StopGradient(), [.reals([2, 3])], .none),
            OperationSample(
                CustomGradient(meaning: "sample", rule: .init { [$0] }),
                [.reals([2, 3]), .reals([2, 3])], .none),
        ] + casts(of: [2, 3])

    static func casts(of shape: Shape) -> [OperationSample] {
        DType.allCases.map { OperationSample(Cast(dtype: $0), [.reals(shape, -9...9)], .none) }
    }
}

extension SampleOperand {
    /// Numbers that stay clear of the multiples of ``fixedDivisors(_:)``, where the remainder jumps.
    fileprivate static func fixedFractions(_ shape: Shape) -> SampleOperand {
        .distinct(shape, offset: 0.5)
    }

    /// Numbers of which no quarter plus an eighth is a multiple.
    fileprivate static func fixedDivisors(_ shape: Shape) -> SampleOperand {
        .signed(shape, 0.71...0.74)
    }
}
