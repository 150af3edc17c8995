// SPDX-License-Identifier: Apache-2.0
import MartletCompiler
import MartletIR
import MartletRuntime
import MartletTensor
import MartletTesting
import Testing

/// Functions that compute in the memory of their first argument.
@Suite struct CompiledDonationTests {
    /// Weights that are lent, biases that are copied, and slots that appear with the first step.
    private struct Network: TensorStructure {
        var weights: [Tensor]
        var biases: [Tensor]
        var slots: [Tensor]?

        init(seed: Int) throws {
            weights = try Tensor.realized([
                .normal([60, 90], standardDeviation: 0.1, seed: seed),
                .normal([90, 5], standardDeviation: 0.1, seed: seed + 1),
            ])
            biases = try Tensor.realized([.zeros([90]), .zeros([5])])
        }

        mutating func visitTensors(_ visitor: inout TensorVisitor) {
            visitor.visit(&weights)
            visitor.visit(&biases)
            visitor.visit(&slots)
        }

        /// One step of gradient descent with momentum.
        mutating func step(_ x: Tensor, _ y: Tensor) -> Tensor {
            let (loss, slopes) = valueAndGradient(at: weights + biases) { parameters in
                let hidden = (x.matmul(parameters[0]) + parameters[2]).relu()
                return (hidden.matmul(parameters[1]) + parameters[3] - y).squared().mean()
            }
            let old = slots ?? slopes.map { Tensor.zeros(like: $0) }
            let new = zip(old, slopes).map { 0.9 * $0 + $1 }
            slots = new
            let updated = zip(weights + biases, new).map { $0 - 0.05 * $1 }
            (weights, biases) = (Array(updated[..<2]), Array(updated[2...]))
            return loss
        }

        var tensors: [Tensor] { weights + biases + (slots ?? []) }
    }

    private static func batch(_ index: Int) throws -> (Tensor, Tensor) {
        let pair = try Tensor.realized([
            .normal([16, 60], seed: 100 + index), .normal([16, 5], seed: 200 + index),
        ])
        return (pair[0], pair[1])
    }

    @Test(arguments: TestedEngine.all)
    func aTrainingLoopIsTheLoopOfItsBody(engine: TestedEngine) throws {
        let step = compiled(donating: .first) { (network: inout Network, x: Tensor, y: Tensor) in
            network.step(x, y)
        }
        var (network, plain) = (try Network(seed: 1), try Network(seed: 1))
        for index in 0..<6 {
            let (x, y) = try Self.batch(index % 3)
            let loss = try Device.with(engine.device()) { try step(&network, x, y) }
            let expected = try Device.with(.reference) {
                let results = try Tensor.realized([plain.step(x, y)] + plain.tensors)
                TensorVisitor.place(Array(results.dropFirst()), in: &plain)
                return results[0]
            }
            #expect(
                isClose(try loss.host().doubles, try expected.host().doubles, tolerance: .float32))
        }
        for (tensor, expected) in try matchedPairs(network.tensors, plain.tensors) {
            #expect(
                isClose(try tensor.host().doubles, try expected.host().doubles, tolerance: .float32)
            )
        }
    }

    @Test func memoryStays() throws {
        let step = compiled(donating: .first) { (network: inout Network, x: Tensor, y: Tensor) in
            network.step(x, y)
        }
        var network = try Network(seed: 1)
        let (x, y) = try Self.batch(0)
        _ = try step(&network, x, y)
        _ = try step(&network, x, y)
        let before = try network.weights[0].host().buffer.pointer
        _ = try step(&network, x, y)
        #expect(try network.weights[0].host().buffer.pointer == before)
    }

    @Test func copiesKeepTheirValues() throws {
        let double = compiled(donating: .first) { (x: inout [Tensor]) in x = x.map { $0 * 2 } }
        var state = try Tensor.realized([.ones([10_000]), .ones([3])])
        for _ in 0..<2 {
            let copy = state
            let first = try state[0].scalars()
            try double(&state)
            #expect(try copy[0].scalars() == first)
            #expect(try state[0].scalars() == first.map { 2 * $0 })
            #expect(try copy[1].scalars() == Array(first.prefix(3)))
        }
    }

    @Test func oneTensorAsStateAndArgumentIsCopied() throws {
        let add = compiled(donating: .first) { (x: inout Tensor, y: Tensor) in
            x = x + y
            return x.sum() + y.sum()
        }
        var state = try Tensor.ones([10_000]).realized()
        let same = state
        let sum = try add(&state, same)
        #expect(try sum.scalar() == 30_000)
        #expect(try state.scalars() == [Float](repeating: 2, count: 10_000))
    }

    @Test func aResultMayBeTheStateItself() throws {
        let same = compiled(donating: .first) { (x: inout Tensor) in x }
        var state = try Tensor.ones([10_000]).realized()
        let result = try same(&state)
        let next = compiled(donating: .first) { (x: inout Tensor) in x = x + 1 }
        try next(&state)
        #expect(try result.scalars()[9_999] == 1)
        #expect(try state.scalars()[9_999] == 2)
    }

    /// A structure with a part that it does not show.
    private struct Named: TensorStructure {
        var name: String
        var x: Tensor

        mutating func visitTensors(_ visitor: inout TensorVisitor) { visitor.visit(&x) }
    }

    @Test func whatIsNotShownStays() throws {
        let double = compiled(donating: .first) { (named: inout Named) in named.x = named.x * 2 }
        for name in ["a", "b"] {
            var named = Named(name: name, x: Tensor([1, 2]))
            try double(&named)
            #expect(named.name == name)
            #expect(try named.x.scalars() == [2, 4])
        }
    }

    @Test func stateMayChangeItsShape() throws {
        let grow = compiled(donating: .first) { (x: inout Tensor) in
            x = Tensor.concatenated([x, x], axis: 0)
        }
        var state = Tensor([1, 2])
        for _ in 0..<3 { try grow(&state) }
        #expect(try state.scalars() == (0..<16).map { Float($0 % 2 + 1) })
    }

    @Test func aMistakeLeavesTheStateAsItWas() throws {
        let add = compiled(donating: .first) { (x: inout Tensor, y: Tensor) in x = x + y }
        var state = try Tensor.ones([10_000]).realized()
        #expect(throws: GraphError.self) { try add(&state, Tensor.zeros([3])) }
        #expect(try state.scalars()[0] == 1)
    }

    @Test func whatAFailedProgramTookIsLost() throws {
        let take = compiled(donating: .first) { (x: inout Tensor, index: Tensor) in
            x = x + x.take(index)
        }
        var state = try Tensor.ones([10_000]).realized()
        let index = Tensor(99_999, dtype: .int64)
        #expect(throws: ExecutionError.self) { try take(&state, index) }
        let error = #expect(throws: ExecutionError.self) { try (state + 1).host() }
        #expect(error?.description.contains("was taken by a compiled function") == true)
        #expect(throws: ExecutionError.self) { try take(&state, index) }
    }
}
