// SPDX-License-Identifier: Apache-2.0
import MartletCPU
import MartletCompiler
import MartletIR
import MartletTensor
import MartletTesting
import Testing

/// Convolutions of bfloat16 and their gradients, in tiles and place by place.
@Suite struct NarrowConvolutionTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let image: Shape
        let features: Int
        var window = 3
        var padding = Padding.same
        var strides = (1, 1)
        var groups = 1
        var testDescription: String {
            "\(image) → \(features), \(window) × \(window), \(padding), \(strides), \(groups) group(s)"
        }
    }

    /// The operands of a convolution, its result with what rides on it, and its gradients.
    private struct Convolved {
        let inputs: [Tensor]
        let result: Tensor
        let outputs: [Tensor]

        init(_ given: Case) {
            let filters: Shape = [
                given.window, given.window, given.image[-1] / given.groups, given.features,
            ]
            let image = Tensor.input(0, TensorType(given.image, .bfloat16))
            let kernel = Tensor.input(1, TensorType(filters, .bfloat16))
            let bias = Tensor.input(2, TensorType([given.features], .bfloat16))
            let result = image.conv2D(
                kernel, strides: given.strides, padding: given.padding, groups: given.groups)
            let seed = Tensor.input(3, TensorType(result.shape, .bfloat16))
            inputs = [image, kernel, bias, seed]
            self.result = result
            let biased = result + bias
            outputs =
                [biased.relu()]
                + gradients(of: (biased * seed).sum(), by: [image, kernel, bias])
        }
    }

    private func usesTiles(_ output: Tensor, _ inputs: [Tensor]) throws -> Bool {
        let graph = Graph(computing: [output], from: inputs)
        let runner = try CPUExecutor(threads: 1).compile(graph).makeRunner()
        let names = try #require(runner as? CPURunner).stepNames
        return names.contains { $0.contains("winograd_filters") }
    }

    private func agrees(_ convolved: Convolved) throws {
        let graph = Graph(computing: convolved.outputs, from: convolved.inputs)
        let values = Comparison.numbers(for: convolved.inputs)
        // Two units in the last place: the bias may be added before the sum is rounded.
        #expect(try Comparison.problems(of: graph, at: values, tolerance: 1.6e-2) == [])
    }

    static let inTiles = [
        Case(image: [6, 21, 17, 32], features: 32), Case(image: [7, 20, 20, 34], features: 34),
    ]

    @Test(arguments: inTiles) func tilesAgreeWithTheReference(given: Case) throws {
        let convolved = Convolved(given)
        for output in convolved.outputs[..<2] {
            #expect(try usesTiles(output, convolved.inputs))
        }
        try agrees(convolved)
    }

    static let placeByPlace = [
        Case(image: [1, 13, 13, 16], features: 32), Case(image: [3, 7, 6, 16], features: 18),
        Case(image: [4, 9, 11, 16], features: 24, strides: (2, 2)),
        Case(image: [4, 9, 8, 10], features: 33, window: 5, padding: .valid),
        Case(image: [5, 6, 7, 34], features: 20, window: 1),
        Case(image: [4, 9, 8, 12], features: 16, groups: 2),
        Case(image: [2, 4, 3, 600], features: 40, window: 1),
    ]

    @Test(arguments: placeByPlace) func othersAgreeWithTheReference(given: Case) throws {
        let convolved = Convolved(given)
        #expect(try !usesTiles(convolved.result, convolved.inputs))
        try agrees(convolved)
    }

    /// Nobody who asks for sums in float32 gets those of tiles.
    @Test func wideSumsAreComputedPlaceByPlace() throws {
        let image = Tensor.input(0, TensorType([6, 21, 17, 32], .bfloat16))
        let filters = Tensor.input(1, TensorType([3, 3, 32, 32], .bfloat16))
        let wide = image.conv2D(filters, padding: .same, accumulating: .float32)
        #expect(try !usesTiles(wide, [image, filters]))
        let graph = Graph(computing: [wide], from: [image, filters])
        let values = Comparison.numbers(for: [image, filters])
        #expect(try Comparison.problems(of: graph, at: values) == [])
    }
}
