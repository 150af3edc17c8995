// SPDX-License-Identifier: Apache-2.0
import MartletCompiler
import MartletIR
import MartletRuntime
import MartletTensor
import MartletTesting
import Testing

@Suite struct GradientTests {
    private let x = Tensor([1, 2, 3])

    @Test func valueAndGradientOfSeveral() throws {
        let w = Tensor([2, 0, -1])
        let (value, gradients) = valueAndGradient(at: [x, w]) { ($0[0] * $0[1]).squared().sum() }
        #expect(try value.elements() == [13])
        #expect(try gradients[0].elements() == [8, 0, 6])
        #expect(try gradients[1].elements() == [4, 0, -18])
    }

    @Test func valueAndGradientOfOne() throws {
        let (value, gradient) = valueAndGradient(at: x) { $0.squared().sum() }
        #expect(try value.elements() == [14])
        #expect(try gradient.elements() == [2, 4, 6])
        #expect(try MartletCompiler.gradient(at: x) { $0.sum() * 3 }.elements() == [3, 3, 3])
    }

    @Test func sharedPartsAddUp() throws {
        let y = x.squared()
        let z = (y * y + y).sum()
        #expect(try gradients(of: z, by: [x])[0].elements() == [6, 36, 114])
        #expect(
            try gradients(of: z, by: [y])[0].elements() == [3, 9, 19], "intermediate values too")
        #expect(try gradients(of: z, by: [x, y, x]).map { try $0.elements()[0] } == [6, 3, 6])
    }

    @Test func whatItDoesNotDependOnHasZeros() throws {
        let other = Tensor([[1, 2]], dtype: .float64)
        let result = gradients(of: x.sum(), by: [other, Tensor([1], dtype: .int32)])
        #expect(result[0].type == other.type)
        #expect(try result[0].elements() == [0, 0])
        #expect(try result[1].elements() == [0])
    }

    @Test func byItself() throws {
        let y = x.sum()
        #expect(try gradients(of: y, by: [y])[0].elements() == [1])
    }

    @Test func aSeedStandsForTheRest() throws {
        let seed = Tensor([1, 10, 100])
        #expect(try gradients(of: x.squared(), by: [x], seed: seed)[0].elements() == [2, 40, 600])
        let error = #expect(throws: GraphError.self) {
            try checking { gradients(of: x.squared(), by: [x], seed: Tensor([1])) }
        }
        #expect(error?.description.contains("the seed is [1] float32") == true)
    }

    @Test func nothingFlowsThroughWholeNumbersAndStops() throws {
        let stopped = (x.stopGradient() * x).sum()
        #expect(try gradient(at: x) { _ in stopped }.elements() == [1, 2, 3])
        #expect(
            try gradient(at: x) { $0.cast(to: .int32).cast(to: .float32).sum() }.elements() == [
                0, 0, 0,
            ])
        #expect(
            try gradient(at: x) { Tensor.select($0 .> 1, $0, $0 * 10).sum() }.elements() == [
                10, 1, 1,
            ])
        let mixed = gradient(at: Tensor([1, 2], dtype: .float64)) {
            $0.cast(to: .float32).squared().sum()
        }
        #expect(mixed.dtype == .float64)
        #expect(try mixed.elements() == [2, 4])
    }

    @Test func aRuleOfItsOwnReplacesTheGradient() throws {
        let clipped = gradient(at: x) { input in
            input.squared().withGradient(by: [input]) { [Tensor.minimum($0 * 2 * input, 4)] }.sum()
        }
        #expect(try clipped.elements() == [2, 4, 4])
    }

    @Test func aRuleIsDifferentiatedForSecondDerivatives() throws {
        let second = gradient(at: x) { input in
            gradient(at: input) { inner in
                inner.exp().withGradient(by: [inner]) { [$0 * inner.squared()] }.sum()
            }.sum()
        }
        #expect(try second.elements() == [2, 4, 6])
    }

    @Test func wrongRulesAreErrors() {
        let none = #expect(throws: GraphError.self) {
            try checking { gradient(at: x) { x in x.withGradient(by: [x]) { _ in [] }.sum() } }
        }
        #expect(none?.description.contains("the rule gives 0 gradients for 1 inputs") == true)
        let other = #expect(throws: GraphError.self) {
            try checking { gradient(at: x) { x in x.withGradient(by: [x]) { [$0.sum()] }.sum() } }
        }
        #expect(other?.operation == "withGradient")
        #expect(throws: GraphError.self) {
            try checking {
                gradient(at: x) { x in
                    x.withGradient(by: [x]) { [$0.matmul($0.reshaped(to: [7]))] }.sum()
                }
            }
        }
    }

    @Test func onlyFloatingScalarsHaveGradients() {
        let error = #expect(throws: GraphError.self) { try checking { gradients(of: x, by: [x]) } }
        #expect(error?.code == .notDifferentiable)
        #expect(error?.hint == "reduce it first: y.sum() or y.mean()")
        #expect(throws: GraphError.self) { try checking { gradients(of: x.argmax(), by: [x]) } }
        let first = #expect(throws: GraphError.self) {
            try checking { gradient(at: x) { $0.matmul(Tensor.zeros([7])) } }
        }
        #expect(first?.operation == "matmul", "a poisoned value makes no second error")
    }

    @Test func higherDerivatives() throws {
        var derivative = Tensor([2], dtype: .float64)
        let start = derivative
        derivative = (start * start * start * start).sum()
        var values: [Double] = []
        for _ in 0..<5 {
            derivative = gradients(of: derivative, by: [start])[0].sum()
            values += try derivative.elements()
        }
        #expect(values == [32, 48, 48, 24, 0])
    }

    @Test func longChainsAreDifferentiatedWithoutDeepRecursion() throws {
        let slope = gradient(at: Tensor(scalars: [0.5], shape: [])) { start in
            (0..<100_000).reduce(start) { sum, _ in sum + start }
        }
        #expect(try Device.with(.reference) { try slope.scalar() } == 100_001)
    }
}
