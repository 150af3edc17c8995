// SPDX-License-Identifier: Apache-2.0
import MartletIR
import MartletRuntime
import MartletTensor
import MartletTesting
import Testing

@Suite struct WhileLoopTests {
    @Test func findsARoot() throws {
        let a = Tensor(2, dtype: .float64)
        let root = whileLoop(
            a, while: { ($0.squared() - a).absolute() .> 1e-12 }, do: { ($0 + a / $0) * 0.5 })
        #expect(isClose(try root.host().doubles, [1.4142135623730951], tolerance: .float64))
    }

    @Test func mayNotTurnAtAll() throws {
        let x = whileLoop(Tensor([5, 6]), while: { $0.sum() .< 0 }, do: { $0 - 1 })
        #expect(try x.scalars() == [5, 6])
    }

    @Test func theConditionIsOneTruthValue() {
        let error = #expect(throws: GraphError.self) {
            try checking { whileLoop(Tensor([1, 2]), while: { $0 .> 0 }, do: { $0 - 1 }) }
        }
        #expect(
            error?.description.contains("the condition must be one bool scalar, not [2] bool")
                == true)
    }

    @Test func theTypeOfWhatIsCarriedStays() {
        let error = #expect(throws: GraphError.self) {
            try checking { whileLoop(Tensor(1), while: { $0 .> 0 }, do: { $0.cast(to: .float64) }) }
        }
        #expect(error?.code == .typeMismatch)
    }
}
