// SPDX-License-Identifier: Apache-2.0
import MartletIR
import MartletTensor

/// Samples whose arrays are larger than the tiles that tests force: what a fault in cutting work shows up in.
extension OperationSamples {
    package static let large = everyLarge.map(\.asLarge)

    private static let everyLarge: [OperationSample] =
        functions(on: [[5_003]]) + arithmetic(on: largePairs) + comparisons(on: largePairs)
        + casts(of: [5_003]) + reductions(over: largeCases, factors: 0.95...1.05)
        + alongAxes([([5_003], 0), ([70, 80], 0), ([70, 80], 1), ([17, 20, 19], 1)])
        + largeShapes + largeGathers + largeProducts + largeConvolutions + largeRandom
        + largeRegions + largeComposites

    private static let largePairs: [(Shape, Shape)] = [
        ([5_003], [5_003]), ([61, 1, 83], [3, 1]), ([70, 80], [80]), ([5_003], []),
    ]

    private static let largeCases: [(Shape, [Int])] = [
        ([5_120], [0]), ([4, 1_500], [1]), ([1_500, 4], [0]), ([70, 80], [1]), ([70, 80], [0]),
        ([17, 20, 19], [1]), ([17, 20, 19], [0, 2]), ([17, 20, 19], [0, 1]),
        ([17, 20, 19], [1, 2]), ([70, 80], [0, 1]), ([6, 7, 8, 9, 2], [1, 3]),
    ]

    private static let largeShapes: [OperationSample] = [
        OperationSample(Reshape(shape: [80, 70]), [.reals([70, 80])]),
        OperationSample(Transpose(permutation: [1, 0]), [.reals([65, 130])]),
        OperationSample(Transpose(permutation: [2, 0, 1]), [.reals([17, 20, 19])]),
        OperationSample(Transpose(permutation: [0, 3, 1, 2]), [.reals([5, 13, 12, 8])]),
        OperationSample(Broadcast(shape: [61, 83]), [.reals([83])]),
        OperationSample(Broadcast(shape: [61, 83]), [.reals([61, 1])]),
        OperationSample(
            Slice(starts: [3, 1], ends: [64, 130], strides: [1, 1]), [.reals([65, 130])]),
        OperationSample(
            Slice(starts: [1, 0], ends: [130, 75], strides: [2, 1]), [.reals([130, 75])]),
        OperationSample(
            Slice(starts: [0, 4], ends: [65, 200], strides: [1, 3]), [.reals([65, 201])]),
        OperationSample(pad([1, 0], [0, 7], [0, 0], 0), [.reals([65, 80])]),
        OperationSample(pad([0, 3], [2, 0], [1, 2], 3), [.reals([40, 50])]),
        OperationSample(Concatenate(axis: 0), [.reals([40, 80]), .reals([30, 80])]),
        OperationSample(
            Concatenate(axis: 1), [.reals([20, 30, 7]), .reals([20, 1, 7]), .reals([20, 9, 7])]),
        OperationSample(Reverse(axes: [0]), [.reals([65, 80])]),
        OperationSample(Reverse(axes: [0, 2]), [.reals([17, 20, 19])]),
        OperationSample([]) { Iota(shape: [5_003], axis: 0, dtype: $0) },
        OperationSample([]) { Iota(shape: [60, 90], axis: 1, dtype: $0) },
    ]

    private static let largeGathers: [OperationSample] = [
        OperationSample(Take(axis: 0), [.reals([50, 33]), .indices([170], below: 50)]),
        OperationSample(Take(axis: 1), [.reals([20, 30, 7]), .indices([8, 9], below: 30)]),
        OperationSample(
            ScatterAdd(axis: 0, size: 40), [.reals([170, 33]), .indices([170], below: 40)]),
        OperationSample(
            ScatterAdd(axis: 1, size: 30), [.reals([20, 40, 7]), .indices([40], below: 30)]),
        OperationSample(TakeAlong(axis: 0), [.reals([60, 90]), .indices([58, 90], below: 60)]),
        OperationSample(TakeAlong(axis: 1), [.reals([60, 90]), .indices([60, 91], below: 90)]),
        OperationSample(
            ScatterAlongAdd(axis: 1, size: 30), [.reals([60, 90]), .indices([60, 90], below: 30)]),
        OperationSample(
            ScatterAlongAdd(axis: 0, size: 20), [.reals([60, 90]), .indices([60, 90], below: 20)]),
    ]

    private static let largeProducts: [OperationSample] = [
        product([65, 130], [130, 67]),
        product([130, 65], [130, 67], transposesLeft: true),
        product([65, 130], [67, 130], transposesRight: true),
        product([130, 65], [67, 130], transposesLeft: true, transposesRight: true),
        product([5, 33, 20], [5, 20, 31]),
        product([5, 20, 33], [31, 20], transposesLeft: true, transposesRight: true),
        product([3, 1, 17, 20], [4, 20, 9]),
        product([1, 300], [300, 70]), product([300, 1], [1, 40]), product([7, 300], [300, 1]),
    ]

    private static let largeRandom: [OperationSample] = [
        OperationSample([seed]) { RandomUniform(type: TensorType([5_003], $0), stream: 0) },
        OperationSample([seed]) { RandomNormal(type: TensorType([5_003], $0), stream: 3) },
        OperationSample([seed]) { RandomNormal(type: TensorType([64, 81], $0), stream: 1 << 40) },
    ]
}
