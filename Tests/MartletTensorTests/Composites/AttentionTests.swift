// SPDX-License-Identifier: Apache-2.0
import MartletCompiler
import MartletIR
import MartletRuntime
import MartletTensor
import MartletTesting
import Testing

@Suite struct AttentionTests {
    private let query = SampleOperand.reals([2, 2, 3, 4]).host(as: .float64, seed: 1)
    private let key = SampleOperand.reals([2, 2, 5, 4]).host(as: .float64, seed: 2)
    private let value = SampleOperand.reals([2, 2, 5, 6]).host(as: .float64, seed: 3)
    private let mask = SampleOperand.reals([3, 5]).host(as: .float64, seed: 4)

    private var operands: (Tensor, Tensor, Tensor) { (Tensor(query), Tensor(key), Tensor(value)) }

    private func plain(_ mask: Tensor? = nil, scale: Double = 0.5) -> Tensor {
        let (query, key, value) = operands
        var scores = query.matmul(key.transposed([0, 1, 3, 2])) * scale
        if let mask { scores = scores + mask }
        return scores.softmax().matmul(value)
    }

    private func attention(_ mask: Tensor? = nil, scale: Double? = nil) -> Tensor {
        let (query, key, value) = operands
        return scaledDotProductAttention(
            query: query, key: key, value: value, mask: mask, scale: scale)
    }

    private func expectClose(_ left: Tensor, _ right: Tensor) throws {
        #expect(
            isClose(try left.host().doubles, try right.host().doubles, tolerance: .float64))
    }

    @Test func isTheSoftmaxOfScaledProducts() throws {
        try expectClose(attention(), plain())
        try expectClose(attention(scale: 0.3), plain(scale: 0.3))
        try expectClose(attention(Tensor(mask)), plain(Tensor(mask)))
    }

    @Test func truthValuesSayWhoSeesWhom() throws {
        let sees = (Tensor(mask) .> -0.5) .| (Tensor.range(5) .== 1)
        let hidden = Tensor.select(
            sees, Tensor(0, dtype: .float64), Tensor(-.infinity, dtype: .float64))
        try expectClose(attention(sees), plain(hidden))
    }

    @Test func causalPositionsSeeThePast() throws {
        let (query, key, value) = operands
        let causal = scaledDotProductAttention(
            query: query, key: key, value: value, isCausal: true)
        let sees = Tensor.range(3).reshaped(to: [3, 1]) .>= Tensor.range(5)
        try expectClose(causal, attention(sees))
        try expectClose(causal[.all, .all, .index(0)], value[.all, .all, .index(0)])
    }

    @Test func whoSeesNothingGetsZeros() throws {
        let sees = (Tensor.range(3) .> 0).reshaped(to: [3, 1])
        let result = attention(sees)
        #expect(try result[.all, .all, .index(0)].host().doubles.allSatisfy { $0 == 0 })
        let (query, key, value) = operands
        let slopes = gradients(of: result.sum(), by: [query, key, value])
        #expect(try slopes.allSatisfy { try $0.host().doubles.allSatisfy(\.isFinite) })
    }

    /// A mask of numbers may be learned.
    @Test func masksHaveGradients() throws {
        let problems = try GradientCheck().mismatches(at: [query, key, value, mask]) {
            scaledDotProductAttention(query: $0[0], key: $0[1], value: $0[2], mask: $0[3])
        }
        #expect(problems.isEmpty)
    }

    @Test func keepsItsNameUntilAnExecutorExpandsIt() throws {
        let places = [query, key, value].enumerated().map {
            Tensor.input($0.offset, $0.element.type)
        }
        let result = scaledDotProductAttention(
            query: places[0], key: places[1], value: places[2])
        let graph = Graph(
            computing: [result] + gradients(of: result.sum(), by: places), from: places)
        func names(_ pipeline: Pipeline) throws -> Set<String> {
            Set(try pipeline.apply(to: graph).instructions.map(\.operation.name))
        }
        let composites: Set = [
            ScaledDotProductAttention.name, ScaledDotProductAttentionGradient.name,
        ]
        #expect(try names(.standard).isDisjoint(with: composites))
        #expect(try names(.standard { _, _ in true }).isSuperset(of: composites))
        #expect(
            try names(.standard { composite, _ in composite is ScaledDotProductAttention })
                .intersection(composites) == [ScaledDotProductAttention.name])
    }

    @Test func saysWhatDoesNotFit() {
        let (query, key, value) = operands
        let error = #expect(throws: GraphError.self) {
            try checking { scaledDotProductAttention(query: query, key: value, value: key) }
        }
        #expect(
            error?.description.contains("queries [2, 2, 3, 4], keys [2, 2, 5, 6]") == true)
        let both = #expect(throws: GraphError.self) {
            try checking {
                scaledDotProductAttention(
                    query: query, key: key, value: value, mask: Tensor(mask), isCausal: true)
            }
        }
        #expect(both?.description.contains("given a mask and isCausal") == true)
    }
}
