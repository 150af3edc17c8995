// SPDX-License-Identifier: Apache-2.0
import MartletIR
import MartletTensor

/// Samples of loops, branches and calls, from bodies of their own.
extension OperationSamples {
    static let regions: [OperationSample] = scans + loops + branches + calls

    private static let scans: [OperationSample] = [
        // A recurrent network: weights, a state, inputs.
        scanned([.reals([3, 3], -0.5...0.5)], [.reals([2, 3])], [.reals([4, 2, 3])]) { x in
            let next = (x[2] + x[1].matmul(x[0])).tanh()
            return [next, next * x[1]]
        },
        // From the end to the beginning, with two carried values of different shapes.
        scanned([], [.reals([2]), .reals([])], [.reals([3, 2])], isReversed: true) { x in
            let sum = x[0] * 0.5 + x[2].sin() * x[1]
            return [sum, x[1] + sum.sum(), sum, x[2] * x[1]]
        },
        // Without inputs.
        scanned([.reals([2, 2], -0.7...0.7)], [.reals([2, 2])], [], steps: 3) { x in
            [x[1].matmul(x[0]), x[1].squared()]
        },
        // No steps at all.
        scanned([], [.reals([2])], [.reals([0, 2])]) { x in [x[0] * x[1], x[1]] },
        // Nothing is carried.
        scanned([.reals([2])], [], [.reals([3, 2])]) { x in [(x[0] * x[1]).sum()] },
        // A loop within a loop, over a value of the outer one.
        scanned([.reals([2])], [.reals([2])], [.reals([3, 2, 2])]) { x in
            let inner = scan(over: [x[2]], carrying: [x[1]]) { carried, inputs in
                ([(carried[0] * inputs[0] * x[0]).sin() + x[1]], [carried[0] + x[0]])
            }
            return [inner.carried[0] * 0.5, inner.results[0]]
        },
        // Whole numbers are carried besides.
        scanned([], [count, .reals([])], [.reals([3, 2])]) { x in
            let factor = x[0].cast(to: x[1].dtype)
            return [x[0] + x[0], x[1] + factor, x[2].squared() * factor * x[1]]
        },
        // A branch within a loop.
        scanned([.reals([2])], [.reals([2])], [.distinct([4, 2])]) { x in
            let chosen = branch(
                x[2].sum() .> 0, then: { (x[1] * x[0]).sin() }, else: { x[1] * x[2] })
            return [chosen, chosen + x[1]]
        },
    ]

    private static let loops: [OperationSample] = [
        sample([.reals([3], 1...2), .reals([], 5...9), .reals([3], 1...2)], .none) { types in
            WhileLoop(
                // Infinity ends it, too.
                condition: try body(types) { [($0[1] .> 1) .& ($0[1] .< 99)] },
                body: try body(types) { [$0[1] - 2, $0[2] + $0[0]] }, constantCount: 1)
        },
        // A condition that is false at once.
        sample([.reals([2])], .none) { types in
            WhileLoop(
                condition: try body(types) { [$0[0].absolute().sum() .< -1] },
                body: try body(types) { [$0[0] - 1] }, constantCount: 0)
        },
    ]

    private static let branches: [OperationSample] =
        [true, false].map { choice in
            let predicate = SampleOperand.fixed(HostTensor(scalars: [choice], shape: .scalar))
            return sample([predicate, .reals([2, 3]), .reals([3])]) { types in
                let types = Array(types.dropFirst())
                return Branch(branches: [
                    try body(types) { [$0[0] * $0[1], $0[1].sin()] },
                    try body(types) { [$0[0].squared(), $0[1]] },
                ])
            }
        }
        + [-1, 1, 2, 7].map { (choice: Int32) in
            let index = SampleOperand.fixed(HostTensor(scalars: [choice], shape: .scalar))
            return sample([index, .reals([3])]) { types in
                let types = Array(types.dropFirst())
                return Branch(branches: [
                    try body(types) { [$0[0] + $0[0]] }, try body(types) { [$0[0].sin()] },
                    try body(types) { [$0[0].squared()] },
                ])
            }
        }

    private static let calls: [OperationSample] = [
        sample([.reals([2, 3]), .reals([3, 3])]) { types in
            Call(body: try body(types) { [$0[0].matmul($0[1]).tanh(), $0[0].squared()] })
        },
        OperationSample(Barrier(), [.reals([2, 3]), .reals([])]),
        OperationSample(Barrier(), [.reals([4])]),
    ]

    static let largeRegions: [OperationSample] = [
        scanned(
            [.reals([24, 24], -0.2...0.2)], [.reals([33, 24])], [.reals([9, 33, 24])]
        ) { x in
            let next = (x[2] + x[1].matmul(x[0])).tanh()
            return [next, next * x[1]]
        },
        sample([.reals([40, 70]), .reals([])], .none) { types in
            WhileLoop(
                condition: try body(types) { [$0[1].absolute() .< 9] },
                body: try body(types) { [$0[0] * 0.5 + $0[1], $0[1] + 2] }, constantCount: 0)
        },
        sample([.fixed(HostTensor(scalars: [true], shape: .scalar)), .reals([40, 70])]) { types in
            let types = Array(types.dropFirst())
            return Branch(branches: [
                try body(types) { [$0[0].sin(), $0[0].sum([0])] },
                try body(types) { [$0[0], $0[0].sum([0])] },
            ])
        },
        sample([.reals([40, 70]), .reals([70, 30], -0.2...0.2)]) { types in
            Call(body: try body(types) { [$0[0].matmul($0[1]).tanh(), $0[0].squared()] })
        },
        OperationSample(Barrier(), [.reals([40, 70]), .reals([33, 40])]),
    ]

    private static let count = SampleOperand.fixed(
        HostTensor(scalars: [Int32(1)], shape: .scalar))

    /// A scan whose body takes constants, carried values and slices in this order.
    private static func scanned(
        _ constants: [SampleOperand], _ carried: [SampleOperand], _ inputs: [SampleOperand],
        steps: Int? = nil, isReversed: Bool = false,
        _ step: @escaping @Sendable ([Tensor]) -> [Tensor]
    ) -> OperationSample {
        sample(constants + carried + inputs) { types in
            let first = constants.count + carried.count
            let slices = types[first...].map {
                TensorType(Shape(Array($0.shape.sizes.dropFirst())), $0.dtype)
            }
            return Scan(
                body: try body(types[..<first] + slices, step), constantCount: constants.count,
                carryCount: carried.count, length: steps ?? types[first].shape[0],
                isReversed: isReversed)
        }
    }

    /// A sample of the operation that `make` gives for operands of some types; it takes only those for which it gives one.
    private static func sample(
        _ operands: [SampleOperand], _ smoothness: OperationSample.Smoothness = .twice,
        _ make: @escaping @Sendable ([TensorType]) throws -> any Primitive
    ) -> OperationSample {
        OperationSample(operands, smoothness) { dtype in
            let types = operands.map { $0.type(as: dtype) }
            return (try? make(types))
                ?? Call(body: Graph(instructions: [], inputs: [], outputs: []))
        }
    }

    /// A body from inputs of the given types.
    private static func body(_ types: [TensorType], _ expression: ([Tensor]) -> [Tensor]) throws
        -> Graph
    {
        let inputs = types.enumerated().map { Tensor.input($0.offset, $0.element) }
        return try checking { Graph(computing: expression(inputs), from: inputs) }
    }
}
