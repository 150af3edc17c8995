// SPDX-License-Identifier: Apache-2.0
import MartletCompiler
import MartletIR
import MartletTensor
import MartletTesting
import Testing

/// Gradients of loops, branches and checkpoints as they are written, against finite differences.
///
/// The operations by themselves, from bodies without rules of their own, are in the catalogue's tests.
@Suite struct RegionGradientTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let operands: [SampleOperand]
        let function: @Sendable ([Tensor]) -> Tensor

        init(
            _ name: String, _ operands: [SampleOperand],
            _ function: @escaping @Sendable ([Tensor]) -> Tensor
        ) {
            (testDescription, self.operands, self.function) = (name, operands, function)
        }
    }

    static let cases = [
        Case(
            "LSTM",
            [
                .reals([5, 2, 3]), .reals([3, 8], -0.5...0.5), .reals([2, 8], -0.5...0.5),
                .reals([8]), .reals([2, 2]), .reals([2, 2]),
            ], { LSTM.states(of: $0) }),
        Case(
            "LSTM of cells that are one operation",
            [
                .reals([4, 2, 3]), .reals([3, 8], -0.5...0.5), .reals([2, 8], -0.5...0.5),
                .reals([8]), .reals([2, 2]), .reals([2, 2]),
            ], { LSTM.all(of: $0, isWhole: true).results[0] }),
        Case(
            "rules of their own, and a product that only the results need",
            [.reals([3, 2, 3]), .reals([3, 3]), .reals([2, 3]), .reals([3, 2])]
        ) { x in
            scan(over: x[0], carrying: x[2]) { carried, input in
                let weights = (input + carried.matmul(x[1].transposed())).softmax()
                let next = (weights * carried).normalized([1], epsilon: 0.1)
                return (next, next.matmul(x[3]))
            }.results
        },
        Case("a checkpoint at each step", [.reals([3, 2, 3]), .reals([3, 3]), .reals([2, 3])]) {
            x in
            scan(over: x[0], carrying: x[2]) { carried, input in
                let next = checkpoint([carried, input]) {
                    [($0[0].matmul(x[1]) + $0[1]).softmax()]
                }[0]
                return (next, next * next)
            }.results
        },
        Case("loops in loops", [.reals([3, 4, 2]), .reals([2, 2])]) { x in
            scan(over: x[0], carrying: Tensor.zeros([2], dtype: .float64)) { carried, row in
                let inner = scan(over: row, carrying: carried) { state, entry in
                    let product = state.reshaped(to: [1, 2]).matmul(x[1]).squeezed([0])
                    let next = (product + entry.softmax(0) * carried).tanh()
                    return (next, next * entry)
                }
                return (inner.carried, inner.results)
            }.results
        },
        Case("a product of the carried gradient itself", [.reals([3, 2, 2]), .reals([2, 2])]) { x in
            scan(over: x[0], carrying: x[1]) { carried, input in
                let product = carried.matmul(x[1])
                return (product + input, product)
            }.carried
        },
        Case(
            "batches of products", [.reals([3, 2, 2, 2]), .reals([2, 2, 2]), .reals([2, 2, 2])]
        ) {
            x in
            scan(over: x[0], carrying: x[2]) { carried, input in
                let product = carried.matmul(x[1]).sin()
                return (product + input.matmul(product), product)
            }.carried
        },
        Case("backwards, over vectors", [.reals([3, 2]), .reals([4, 2]), .reals([4])]) { x in
            scan(over: x[0], carrying: x[2], isReversed: true) { carried, input in
                let next = (input.matmul(x[1].transposed()) * 2 + carried).sin()
                return (next, next * carried)
            }.results
        },
        Case("a large constant", [.reals([2, 3]), .reals([3])]) { x in
            let table = x[0].reshaped(to: [6, 1]) * Tensor.ones([1, 700], dtype: .float64)
            return scan(over: x[1], carrying: Tensor(0, dtype: .float64)) { sum, input in
                (sum + (table * input).sin().mean(), sum)
            }.carried
        },
        Case("a branch", [.reals([2, 3]), .reals([3, 3])]) { x in
            let product = x[0].matmul(x[1])
            return branch(
                x[0].sum() .> -99, then: { (product.softmax() * x[0]).tanh() },
                else: { x[0] + product })
        },
        Case("a checkpoint", [.reals([2, 3]), .reals([3, 3])]) { x in
            checkpoint(x[0]) { $0.matmul(x[1]).tanh().softmax() }
        },
    ]

    @Test(arguments: cases)
    func finiteDifferencesConfirmThem(sample: Case) throws {
        let inputs = sample.operands.enumerated().map {
            $0.element.host(as: .float64, seed: UInt64($0.offset))
        }
        let check = GradientCheck()
        #expect(try check.mismatches(at: inputs, of: sample.function).isEmpty)
        #expect(try check.secondOrderMismatches(at: inputs, of: sample.function).isEmpty)
    }

    @Test func aLoopOfUnknownLengthHasNone() {
        let error = #expect(throws: GraphError.self) {
            try checking {
                let x = Tensor.input(0, TensorType([2], .float64))
                let y = whileLoop(x, while: { $0.sum() .< 9 }, do: { $0 * 2 })
                return gradients(of: y.sum(), by: [x])
            }
        }
        #expect(error?.code == .notDifferentiable)
        #expect(error?.hint?.contains("scan") == true)
    }
}

/// A recurrent network from inputs, weights, recurrent weights, bias, state and cell.
enum LSTM {
    static func states(of x: [Tensor]) -> Tensor { all(of: x).results[0] }

    /// The states of all steps and the last ones; the cell is one operation (`isWhole`) or spelled out.
    static func all(of x: [Tensor], isWhole: Bool = false) -> (
        carried: [Tensor], results: [Tensor]
    ) {
        let width = x[2].shape[0]
        return scan(over: [x[0]], carrying: [x[4], x[5]]) { carried, inputs in
            let sums = inputs[0].matmul(x[1]) + carried[0].matmul(x[2]) + x[3]
            if isWhole {
                let (state, cell) = lstmCell(gates: sums, cell: carried[1])
                return ([state, cell], [state])
            }
            let gates = (0..<4).map { sums[.all, .range($0 * width, $0 * width + width)] }
            let cell = gates[1].sigmoid() * carried[1] + gates[0].sigmoid() * gates[2].tanh()
            let state = gates[3].sigmoid() * cell.tanh()
            return ([state, cell], [state])
        }
    }
}
