// SPDX-License-Identifier: Apache-2.0
import MartletIR
import MartletRuntime
import MartletTensor
import MartletTesting
import Testing

@Suite struct ScanTests {
    private let numbers = Tensor([1, 2, 3, 4], dtype: .float64)

    @Test func carriesAndStacks() throws {
        let (last, sums) = scan(over: numbers, carrying: Tensor(0, dtype: .float64)) { sum, x in
            (carried: sum + x, result: sum)
        }
        #expect(try last.host().doubles == [10])
        #expect(try sums.host().doubles == [0, 1, 3, 6])
    }

    @Test func walksBackwards() throws {
        let (last, sums) = scan(
            over: numbers, carrying: Tensor(0, dtype: .float64), isReversed: true
        ) { sum, x in
            (carried: sum + x, result: sum)
        }
        #expect(try last.host().doubles == [10])
        #expect(try sums.host().doubles == [9, 7, 4, 0])
    }

    @Test func readsWhatIsOutside() throws {
        let factor = Tensor([2, 3], dtype: .float64)
        let (last, _) = scan(over: numbers, carrying: Tensor([1, 1], dtype: .float64)) { state, x in
            (carried: state + factor * x, result: state)
        }
        #expect(try last.host().doubles == [21, 31])
    }

    @Test func bodyRunsOnceHoweverManySteps() throws {
        var runs = 0
        let last = scan(over: [], carrying: [Tensor(1, dtype: .float64)], steps: 1_000) {
            state, _ in
            runs += 1
            return ([state[0] * 1.001], [])
        }.carried[0]
        #expect(runs == 1)
        #expect(Node.inOrder([last.node]).count < 6)
        #expect(isClose(try last.host().doubles, [2.716923932235896], tolerance: .float64))
    }

    @Test func whatDoesNotDependOnTheStepIsComputedOutside() throws {
        let weights = Tensor([[1, 2], [3, 4]], dtype: .float64)
        let last = scan(over: [], carrying: [weights], steps: 2) { state, _ in
            ([state[0].matmul(weights.transposed() * 0.5)], [])
        }.carried[0]
        let body = try #require(last.node.operands[0].operation as? Scan).body
        #expect(body.instructions.map(\.operation.name) == ["input", "input", "matmul"])
    }

    static let mistakes: [(Int, String, @Sendable () -> Void)] = [
        (
            0, "the carried value 0 begins as [] float32, but the body makes it [4] float32",
            { _ = scan(over: .ones([2, 4]), carrying: Tensor(0)) { ($0 + $1, $1) } }
        ),
        (
            1, "the carried value 1 begins as [] float64, but the body makes it [] float32",
            {
                _ = scan(over: [], carrying: [Tensor(0), Tensor(1, dtype: .float64)], steps: 1) {
                    carried, _ in ([carried[0], carried[0]], [])
                }
            }
        ),
        (
            2, "the input 1, [3, 1], has 3 steps where there are 2",
            {
                _ = scan(over: [.ones([2]), .ones([3, 1])], carrying: []) { _, inputs in
                    ([], inputs)
                }
            }
        ),
        (
            3, "the input 0 is a scalar: it has no axis to walk along",
            { _ = scan(over: Tensor(1), carrying: Tensor(0)) { ($0, $1) } }
        ),
        (
            4, "nothing says how many steps there are",
            { _ = scan(over: [], carrying: [Tensor(0)]) { carried, _ in (carried, []) } }
        ),
        (
            5, "carried values that the body gives: 0 where 1 are needed",
            { _ = scan(over: [.ones([2])], carrying: [Tensor(0)]) { _, inputs in ([], inputs) } }
        ),
        (
            6, "a value that depends on a slice of scan is read outside the body",
            {
                var inside = Tensor(0)
                _ = scan(over: .ones([2]), carrying: Tensor(0)) { sum, x in
                    inside = x * 2
                    return (sum + x, x)
                }
                _ = Graph(computing: [inside + 1], from: [])
            }
        ),
        (
            7, "there cannot be -1 steps",
            { _ = scan(over: [], carrying: [Tensor(0)], steps: -1) { carried, _ in (carried, []) } }
        ),
    ]

    @Test(arguments: mistakes.indices)
    func saysWhatIsWrong(index: Int) {
        let (_, message, mistake) = Self.mistakes[index]
        let error = #expect(throws: GraphError.self) { try checking { mistake() } }
        #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
    }

    @Test func outsideCheckingAMistakeTraps() async {
        await #expect(processExitsWith: .failure) {
            _ = scan(over: Tensor(1), carrying: Tensor(0)) { ($0, $1) }
        }
    }
}
