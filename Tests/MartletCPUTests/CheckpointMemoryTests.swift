// SPDX-License-Identifier: Apache-2.0
import MartletCompiler
import MartletIR
import MartletTensor
import MartletTesting
import Testing

/// What is computed again need not be kept.
@Suite struct CheckpointMemoryTests {
    private static let layers = 16
    private static let width = 128
    private static let batch = 256
    /// Bytes of what one layer gives.
    private static let activation = batch * width * 4

    /// The loss and the gradients of a chain of layers, of which so many each are a checkpoint; of none if `nil`.
    private static func graph(layersPerCheckpoint size: Int?) -> Graph {
        let shapes = [[batch, width]] + [[Int]](repeating: [width, width], count: layers)
        let inputs = shapes.enumerated().map {
            Tensor.input($0.offset, TensorType(Shape($0.element), .float32))
        }
        let weights = Array(inputs.dropFirst())
        func chain(_ x: Tensor, _ part: Range<Int>) -> Tensor {
            part.reduce(x) { x, layer in (x.matmul(weights[layer]) * 0.1).tanh() }
        }
        let step = size ?? layers
        let y = stride(from: 0, to: layers, by: step).reduce(inputs[0]) { x, first in
            let part = first..<min(first + step, layers)
            return size == nil ? chain(x, part) : checkpoint(x) { chain($0, part) }
        }
        let loss = y.squared().mean()
        return Graph(computing: [loss] + gradients(of: loss, by: weights), from: inputs)
    }

    @Test(arguments: TestedEngine.pairs)
    func memoryIsThatOfTheCheckpointsAndOfOneOfThem(engine: TestedEngine) throws {
        func activations(_ size: Int?) throws -> Int {
            let program = try engine.executor().compile(Self.graph(layersPerCheckpoint: size))
            return program.arenaByteCount / Self.activation
        }
        let (kept, fours, twos) = try (activations(nil), activations(4), activations(2))
        // What each layer gives, at least.
        #expect(kept >= Self.layers)
        // Four inputs of checkpoints, four layers of one of them, and a few more on the way back.
        #expect(fours <= 12)
        #expect(twos <= 12)
        #expect(3 * fours <= 2 * kept)
    }

    @Test(arguments: TestedEngine.pairs)
    func gradientsHaveTheSameBits(engine: TestedEngine) throws {
        func results(_ size: Int?) throws -> [HostTensor] {
            let graph = Self.graph(layersPerCheckpoint: size)
            let values = graph.inputTypes.enumerated().map {
                Comparison.numbers($0.element.shape, UInt64($0.offset))
            }
            return try engine.executor().compile(graph).makeRunner()
                .run(values, resultTypes: graph.outputTypes)
        }
        let kept = try results(nil)
        #expect(kept.allSatisfy { $0.doubles.contains { $0 != 0 } })
        for size in [1, 4, 5] {
            for (again, kept) in try matchedPairs(results(size), kept) {
                #expect(again.hasSameBits(as: kept), "\(size) layers a checkpoint")
            }
        }
    }
}
