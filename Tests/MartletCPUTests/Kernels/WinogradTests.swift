// SPDX-License-Identifier: Apache-2.0
import MartletCPU
import MartletCompiler
import MartletIR
import MartletTensor
import MartletTesting
import Testing

/// Which convolutions are computed in Winograd's tiles, and that those are right.
@Suite struct WinogradTests {
    /// A convolution with 3 × 3 filters.
    struct Case: Sendable, CustomTestStringConvertible {
        let image: Shape
        let features: Int
        var padding = Padding.same
        var strides = (1, 1)
        var groups = 1
        var testDescription: String {
            "\(image) → \(features), \(padding), \(strides), \(groups) group(s)"
        }

    }

    /// The operands of a convolution and its result.
    private struct Convolved {
        let inputs: [Tensor]
        let result: Tensor
        var biased: Tensor { result + inputs[2] }

        init(_ given: Case) {
            let filters: Shape = [3, 3, given.image[-1] / given.groups, given.features]
            inputs = [given.image, filters, [given.features]].enumerated().map {
                .input($0.offset, TensorType($0.element, .float32))
            }
            result = inputs[0].conv2D(
                inputs[1], strides: given.strides, padding: given.padding, groups: given.groups)
        }
    }

    private func runner(
        _ outputs: [Tensor], _ inputs: [Tensor], constants: Set<Int> = []
    ) throws -> CPURunner {
        let graph = Graph(computing: outputs, from: inputs)
        let runner = try CPUExecutor(threads: 1).compile(graph, constants: constants).makeRunner()
        return try #require(runner as? CPURunner)
    }

    private func usesTiles(_ given: Case) throws -> Bool {
        let convolved = Convolved(given)
        return try runner([convolved.result], convolved.inputs).stepNames
            .contains("winograd_filters")
    }

    static let inTiles = [
        Case(image: [1, 13, 13, 32], features: 64, padding: .valid),
        Case(image: [32, 32, 32, 32], features: 32), Case(image: [8, 16, 16, 64], features: 64),
        Case(image: [1, 56, 56, 64], features: 64), Case(image: [1, 28, 28, 128], features: 128),
        Case(image: [32, 14, 14, 256], features: 256),
        Case(
            image: [4, 12, 12, 48], features: 24, padding: .explicit(low: [1, 0], high: [0, 1])),
    ]

    @Test(arguments: inTiles) func wherePlacesAreManyTilesAreUsed(given: Case) throws {
        #expect(try usesTiles(given))
    }

    static let placeByPlace = [
        Case(image: [64, 32, 32, 3], features: 64), Case(image: [64, 28, 28, 1], features: 32),
        Case(image: [64, 16, 16, 64], features: 8), Case(image: [1, 3, 3, 64], features: 64),
        Case(image: [8, 7, 7, 512], features: 512),
        Case(image: [8, 32, 32, 32], features: 32, strides: (2, 1)),
        Case(image: [8, 32, 32, 32], features: 32, groups: 2),
    ]

    @Test(arguments: placeByPlace) func othersAreComputedPlaceByPlace(given: Case) throws {
        #expect(try !usesTiles(given))
    }

    static let small = [
        Case(image: [2, 11, 10, 32], features: 40), Case(image: [4, 12, 12, 48], features: 48),
        Case(image: [3, 11, 13, 20], features: 48, padding: .valid),
        Case(
            image: [2, 14, 11, 33], features: 32, padding: .explicit(low: [0, 2], high: [2, 1])),
    ]

    @Test(arguments: small) func aPooledStepAgreesWithTheReference(given: Case) throws {
        let convolved = Convolved(given)
        let pooled = convolved.biased.relu().maxPooled([2, 2])
        let outputs = [pooled] + gradients(of: (pooled * pooled).sum(), by: convolved.inputs)
        let names = try runner(outputs, convolved.inputs).stepNames
        #expect(names.contains("winograd_filters") && !names.contains("max_pooling"))
        let graph = Graph(computing: outputs, from: convolved.inputs)
        let values = Comparison.numbers(for: convolved.inputs)
        #expect(try Comparison.problems(of: graph, at: values) == [])
    }

    @Test(arguments: small) func aPlaceThatOthersReadIsNotPooledAway(given: Case) throws {
        let convolved = Convolved(given)
        let result = convolved.biased
        let values = Comparison.numbers(for: convolved.inputs)
        for other in [result, result.exp()] {
            let outputs = [result.maxPooled([2, 2]), other]
            #expect(try runner(outputs, convolved.inputs).stepNames.contains("max_pooling"))
            let graph = Graph(computing: outputs, from: convolved.inputs)
            #expect(try Comparison.problems(of: graph, at: values) == [])
        }
    }

    static let poolings: [@Sendable (Tensor) -> Tensor] = [
        { $0.maxPooled([2, 2], padding: .same) }, { $0.maxPooled([2, 2], strides: [1, 1]) },
        { $0.maxPooled([3, 3], strides: [2, 2]) }, { $0.averagePooled([2, 2]) },
    ]

    @Test(arguments: poolings.indices) func otherPoolingsFollow(index: Int) throws {
        let convolved = Convolved(Self.small[0])
        let result = Self.poolings[index](convolved.biased.relu())
        let graph = Graph(computing: [result], from: convolved.inputs)
        let values = Comparison.numbers(for: convolved.inputs)
        #expect(try Comparison.problems(of: graph, at: values) == [])
    }

    @Test func constantFiltersAreTransformedOnce() throws {
        let convolved = Convolved(Self.small[0])
        let runner = try runner([convolved.result], convolved.inputs, constants: [1])
        #expect(runner.constantStepNames == ["winograd_filters"])
        #expect(runner.stepNames == ["convolution"])
    }
}
