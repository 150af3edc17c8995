// SPDX-License-Identifier: Apache-2.0
import MartletCompiler
import MartletIR
import MartletNN
import MartletRuntime
import MartletTensor
import MartletTesting
import Testing

@Suite struct DropoutTests {
    private func dropped(
        _ layer: Dropout, of x: Tensor = .ones([100, 100]), isTraining: Bool = true, step: Int64 = 1
    ) throws -> [Float] {
        let seed = Tensor(HostTensor(scalars: [step], shape: []))
        let context = LayerContext(isTraining: isTraining, seed: seed)
        return try layer(x, in: context.root).scalars()
    }

    @Test func dropsItsPartAndScalesTheRest() throws {
        let values = try dropped(Dropout(0.2))
        #expect(values.allSatisfy { $0 == 0 || $0 == 1.25 })
        let share = Double(values.count { $0 == 0 }) / 10_000
        #expect((share - 0.2).magnitude < 0.02)
    }

    @Test func doesNothingOutsideTraining() throws {
        #expect(try dropped(Dropout(0.9), isTraining: false).allSatisfy { $0 == 1 })
        #expect(try dropped(Dropout(0)).allSatisfy { $0 == 1 })
    }

    @Test func dropsEverythingAtRateOne() throws {
        #expect(try dropped(Dropout(1)).allSatisfy { $0 == 0 })
    }

    @Test func everyStepDropsOthers() throws {
        let layer = Dropout(0.5)
        #expect(try dropped(layer) == dropped(layer))
        #expect(try dropped(layer) != dropped(layer, step: 2))
    }

    @Test func everyCallDropsOthers() throws {
        let context = LayerContext(isTraining: true)
        let layer = Dropout(0.5)
        let (first, second) = (
            layer(.ones([99]), in: context.root), layer(.ones([99]), in: context.root)
        )
        #expect(try first.scalars() != second.scalars())
    }

    @Test func aSeedChoosesByItself() throws {
        #expect(try dropped(Dropout(0.5, seed: 3)) == dropped(Dropout(0.5, seed: 3)))
        #expect(try dropped(Dropout(0.5, seed: 3)) != dropped(Dropout(0.5, seed: 4)))
        #expect(try dropped(Dropout(0.5, seed: 3)) != dropped(Dropout(0.5, seed: 3), step: 2))
        #expect(try dropped(Dropout(0.5, seed: -1)) != dropped(Dropout(0.5)))
    }

    @Test func gradientsFlowThroughWhatIsKept() throws {
        let x = HostTensor((0..<20).map { Double($0) - 9.5 }, shape: [4, 5], dtype: .float64)
        let layer = Dropout(0.4)
        let mismatches = try GradientCheck().mismatches(at: [x]) {
            layer($0[0], in: LayerContext(isTraining: true, dtype: .float64).root)
        }
        #expect(mismatches.isEmpty)
    }

    @Test func infinityIsDropped() throws {
        let x = Tensor.full([50], .infinity)
        #expect(try dropped(Dropout(0.5), of: x).allSatisfy { $0 == 0 || $0 == .infinity })
    }
}
