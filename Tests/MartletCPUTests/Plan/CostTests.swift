// SPDX-License-Identifier: Apache-2.0
import MartletCPU
import MartletIR
import MartletTensor
import Testing

/// What steps are estimated to cost, and what follows from it.
@Suite struct CostTests {
    /// The dearest step of a program on inputs of the given shapes.
    private static func step(
        _ shapes: [Shape], threads: Int = 2, _ make: ([Tensor]) -> Tensor
    ) throws -> StepReport {
        let inputs = shapes.enumerated().map { Tensor.input($0, TensorType($1, .float32)) }
        let graph = Graph(computing: [make(inputs)], from: inputs)
        var options = CPUOptions()
        options.provider = .builtIn
        let steps = try CPUExecutor(threads: threads, options: options).steps(of: graph)
        return try #require(steps.max { $0.cost.nanoseconds < $1.cost.nanoseconds })
    }

    private static func isBoundByMemory(_ cost: Cost) -> Bool {
        cost.nanoseconds > cost.calculating
    }

    @Test func aRowTimesAMatrixIsBoundByTheMatrix() throws {
        let cost = try Self.step([[1, 1024], [1024, 1024]]) { $0[0].matmul($0[1]) }.cost
        #expect(Self.isBoundByMemory(cost))
        #expect(cost.bytes == 4 * (1024 + 1024 * 1024 + 1024))
    }

    @Test func manyRowsAreBoundByMultiplications() throws {
        let cost = try Self.step([[512, 512], [512, 512]]) { $0[0].matmul($0[1]) }.cost
        #expect(!Self.isBoundByMemory(cost))
    }

    @Test func aConvolutionOfOneChannelIsBoundByItsResult() throws {
        let cost = try Self.step([[8, 64, 64, 1], [1, 1, 1, 64]]) { $0[0].conv2D($0[1]) }.cost
        #expect(Self.isBoundByMemory(cost))
        #expect(cost.bytes >= 4 * 8 * 64 * 64 * 64)
    }

    @Test func loopsAreBoundByWhatTheyDo() throws {
        let shape: Shape = [1 << 20]
        let sum = try Self.step([shape, shape]) { $0[0] + $0[1] }.cost
        #expect(Self.isBoundByMemory(sum))
        #expect(sum.bytes == 3 * 4 * Double(1 << 20))
        let power = try Self.step([shape, shape]) { $0[0].raised(to: $0[1]).tanh().exp() }.cost
        #expect(!Self.isBoundByMemory(power))
    }

    @Test func whatRepeatsIsReadOnce() throws {
        let cost = try Self.step([[1 << 16, 1], [1, 64]]) { $0[0] + $0[1] }.cost
        #expect(cost.bytes == 4 * Double((1 << 16) + 64 + (64 << 16)))
    }

    @Test(arguments: [1, 2, 4])
    func tilesDependOnTheProblemAlone(threads: Int) throws {
        let shapes: [Shape] = [[1, 1024], [1024, 1024]]
        let step = try Self.step(shapes, threads: threads) { $0[0].matmul($0[1]) }
        #expect(step.tiles == (try Self.step(shapes, threads: 3) { $0[0].matmul($0[1]) }).tiles)
        #expect(step.tiles > 1)
    }
}
