// SPDX-License-Identifier: Apache-2.0
import MartletIR
import MartletRuntime
import MartletTensor
import MartletTesting
import Testing

@Suite struct BranchTests {
    private let x = Tensor([3, 4])

    @Test(arguments: [true, false])
    func aTruthValueChooses(choice: Bool) throws {
        let predicate = Tensor(HostTensor(scalars: [choice], shape: .scalar))
        let y = branch(predicate, then: { x * 2 }, else: { x + 1 })
        #expect(try y.scalars() == (choice ? [6, 8] : [4, 5]))
    }

    @Test(arguments: [(-3, 3), (0, 3), (1, 4), (2, 5), (9, 5)])
    func aNumberChooses(index: Int, wanted: Float) throws {
        let choice = Tensor(HostTensor(scalars: [index], shape: .scalar))
        let y = branch(on: choice, [{ [Tensor(3)] }, { [Tensor(4)] }, { [Tensor(5)] }])
        #expect(try y[0].scalars() == [wanted])
    }

    /// An index outside its tensor fails a program that computes it.
    @Test func theOtherIsNotComputed() throws {
        let place = Tensor(HostTensor(scalars: [7], shape: [1]))
        let predicate = x.sum() .> 0
        let y = branch(predicate, then: { x }, else: { x.take(place).broadcast(to: [2]) })
        #expect(try y.scalars() == [3, 4])
        let z = branch(predicate, then: { x.take(place).broadcast(to: [2]) }, else: { x })
        #expect(throws: ExecutionError.self) { try z.scalars() }
    }

    @Test func branchesMustAgree() {
        let error = #expect(throws: GraphError.self) {
            try checking { branch(x.sum() .> 0, then: { x }, else: { x.sum() }) }
        }
        #expect(
            error?.description.contains("the first branch gives [2] float32, branch 1 [] float32")
                == true)
    }

    @Test func aFractionDoesNotChoose() {
        let error = #expect(throws: GraphError.self) {
            try checking { branch(Tensor(1), then: { x }, else: { x }) }
        }
        #expect(
            error?.description.contains("[] float32 does not choose one of 2 branches") == true)
    }
}
