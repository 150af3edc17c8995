// SPDX-License-Identifier: Apache-2.0
import MartletIR
import MartletTensor

extension OperationSamples {
    static let shapes: [OperationSample] = [
        OperationSample(Reshape(shape: [3, 2]), [.reals([2, 3])]),
        OperationSample(Reshape(shape: []), [.reals([1, 1])]),
        OperationSample(Reshape(shape: [0, 5]), [.reals([2, 0])]),
        OperationSample(Transpose(permutation: [1, 0]), [.reals([2, 3])]),
        OperationSample(Transpose(permutation: [2, 0, 1]), [.reals([2, 3, 4])]),
        OperationSample(Transpose(permutation: [0, 3, 1, 2]), [.reals([2, 3, 1, 2])]),
        OperationSample(Transpose(permutation: [1, 0]), [.reals([0, 3])]),
        OperationSample(Broadcast(shape: [2, 3]), [.reals([3])]),
        OperationSample(Broadcast(shape: [2, 3]), [.reals([2, 1])]),
        OperationSample(Broadcast(shape: [4, 2, 3]), [.reals([])]),
        OperationSample(Broadcast(shape: [2, 2, 3]), [.reals([2, 1, 1])]),
        OperationSample(Broadcast(shape: [0, 3]), [.reals([1, 3])]),
        OperationSample(Slice(starts: [0, 1], ends: [2, 3], strides: [1, 1]), [.reals([2, 3])]),
        OperationSample(Slice(starts: [1, 0], ends: [5, 4], strides: [2, 3]), [.reals([5, 4])]),
        OperationSample(Slice(starts: [2], ends: [2], strides: [1]), [.reals([4])]),
        OperationSample(Slice(starts: [], ends: [], strides: []), [.reals([])]),
        OperationSample(pad([1, 0], [0, 2], [0, 0], 0), [.reals([2, 3])]),
        OperationSample(pad([0, 1], [1, 0], [1, 2], 3), [.reals([2, 3])]),
        OperationSample(pad([2], [1], [1], 1), [.reals([0])]),
        OperationSample(pad([], [], [], 1), [.reals([])]),
        OperationSample(Concatenate(axis: 0), [.reals([2, 3]), .reals([1, 3])]),
        OperationSample(
            Concatenate(axis: 1), [.reals([2, 3, 2]), .reals([2, 1, 2]), .reals([2, 0, 2])]),
        OperationSample(Concatenate(axis: 0), [.reals([4])]),
        OperationSample(Reverse(axes: [0]), [.reals([2, 3])]),
        OperationSample(Reverse(axes: [0, 2]), [.reals([2, 3, 4])]),
        OperationSample(Reverse(axes: [1]), [.reals([2, 0])]),
    ]

    static func pad(_ low: [Int], _ high: [Int], _ interior: [Int], _ value: Double) -> Pad {
        Pad(low: low, high: high, interior: interior, value: value)
    }

    static let gathers: [OperationSample] = [
        OperationSample(Take(axis: 0), [.reals([4, 3]), .indices([5], below: 4)]),
        OperationSample(Take(axis: 1), [.reals([2, 3, 2]), .indices([2, 2], below: 3)]),
        OperationSample(Take(axis: 0), [.reals([4]), .indices([], below: 4)]),
        OperationSample(Take(axis: 1), [.reals([2, 3]), .indices([0], below: 1)]),
        OperationSample(ScatterAdd(axis: 0, size: 4), [.reals([5, 3]), .indices([5], below: 4)]),
        OperationSample(
            ScatterAdd(axis: 1, size: 3), [.reals([2, 2, 2, 2]), .indices([2, 2], below: 3)]),
        OperationSample(ScatterAdd(axis: 0, size: 4), [.reals([3]), .indices([], below: 4)]),
        OperationSample(TakeAlong(axis: 0), [.reals([4, 3]), .indices([2, 3], below: 4)]),
        OperationSample(TakeAlong(axis: 1), [.reals([2, 3, 2]), .indices([2, 5, 2], below: 3)]),
        OperationSample(
            ScatterAlongAdd(axis: 1, size: 4), [.reals([2, 3]), .indices([2, 3], below: 4)]),
        OperationSample(
            ScatterAlongAdd(axis: 0, size: 2), [.reals([3, 2, 2]), .indices([3, 2, 2], below: 2)]),
    ]
}
