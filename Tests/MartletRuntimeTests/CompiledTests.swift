// SPDX-License-Identifier: Apache-2.0
import MartletCompiler
import MartletIR
import MartletRuntime
import MartletTensor
import MartletTesting
import Synchronization
import Testing

@Suite struct CompiledTests {
    /// Counts how often the body of a function is run.
    private final class Counter: Sendable {
        private let value = Mutex(0)
        var count: Int { value.withLock { $0 } }
        func advance() { value.withLock { $0 += 1 } }
    }

    private struct Line: TensorStructure {
        var slope: Tensor
        var offset: Tensor?
        var power = 1

        mutating func visitTensors(_ visitor: inout TensorVisitor) {
            visitor.visit(&slope)
            visitor.visit(&offset)
            visitor.visit(static: power)
        }

        func callAsFunction(_ x: Tensor) -> Tensor {
            let y = (0..<power).reduce(slope) { product, _ in product * x }
            return offset.map { y + $0 } ?? y
        }
    }

    @Test func resultsAreTheBodys() throws {
        let one = compiled { (x: Tensor) in x * 2 + 1 }
        #expect(try one(Tensor([1, 2])).scalars() == [3, 5])
        let two = compiled { (x: Tensor, y: [Tensor]) in
            let sum = y.reduce(x) { $0 + $1 }
            return (sum, ["sum": sum, "x": x])
        }
        let (sum, all) = try two(Tensor([1, 2]), [Tensor([10, 20]), Tensor([100, 200])])
        #expect(try sum.scalars() == [111, 222])
        #expect(try all["sum"]?.scalars() == [111, 222])
        #expect(try all["x"]?.scalars() == [1, 2])
    }

    @Test func argumentsMayBeExpressions() throws {
        let sum = compiled { (x: Tensor, y: Tensor) in x + y }
        let x = Tensor([1, 2])
        #expect(try sum(x, x * 3).scalars() == [4, 8])
        #expect(try sum(sum(x, x), x).scalars() == [3, 6])
    }

    @Test func aFormIsWrittenDownOnce() throws {
        let counter = Counter()
        let line = compiled { (line: Line, x: Tensor) in
            counter.advance()
            return line(x)
        }
        let plain = Line(slope: Tensor([2]))
        for value in 1...3 {
            #expect(try line(plain, Tensor([Double(value)])).scalars() == [Float(2 * value)])
        }
        #expect(counter.count == 1)
        let offset = Line(slope: Tensor([2]), offset: Tensor([1]))
        #expect(try line(offset, Tensor([3])).scalars() == [7])
        #expect(counter.count == 2, "an optional that is there is another form")
        #expect(try line(Line(slope: Tensor([2]), power: 3), Tensor([2])).scalars() == [16])
        #expect(counter.count == 3, "a static value is part of the form")
        #expect(try line(plain, Tensor([1, 2])).scalars() == [2, 4])
        #expect(counter.count == 4, "so are shapes")
        #expect(try Device.with(.reference) { try line(plain, Tensor([5])).scalars() } == [10])
        #expect(counter.count == 5, "and the device")
        #expect(try line(plain, Tensor([4])).scalars() == [8])
        #expect(counter.count == 5)
    }

    @Test func staticValuesArePartOfTheProgram() throws {
        let power = compiled { (x: Tensor, exponent: Static<Int>) in
            (1..<exponent.value).reduce(x) { product, _ in product * x }
        }
        #expect(try power(Tensor([2]), Static(3)).scalars() == [8])
        #expect(try power(Tensor([2]), Static(5)).scalars() == [32])
    }

    @Test func arraysAndDictionariesOfOtherFormsAreToldApart() throws {
        let sum = compiled { (x: [[Tensor]]) in
            Tensor([0]) + x.map { Double($0.count) }.reduce(0) { 10 * $0 + $1 }
        }
        let x = Tensor([1])
        #expect(try sum([[x], [x, x]]).scalars() == [12])
        #expect(try sum([[x, x], [x]]).scalars() == [21])
        let named = compiled { (x: [String: Tensor]) in x["a"] ?? -Tensor([1]) }
        #expect(try named(["a": x, "b": x * 2]).scalars() == [1])
        #expect(try named(["c": x, "b": x * 2]).scalars() == [-1])
    }

    @Test func capturedTensorsAreConstants() throws {
        let weights = try Tensor.normal([300, 40], seed: 1).realized()
        let product = compiled { (x: Tensor) in x.matmul(weights) }
        for seed in 2...4 {
            let x = Tensor.normal([8, 300], seed: seed)
            let expected = try x.matmul(weights).host().doubles
            #expect(isClose(try product(x).host().doubles, expected, tolerance: .float32))
        }
    }

    @Test func randomNumbersFollowTheirSeed() throws {
        let fixed = compiled { (x: Tensor) in x + Tensor.uniform([4], seed: 7) }
        let x = Tensor.zeros([4])
        #expect(try fixed(x).scalars() == fixed(x).scalars())
        let given = compiled { (seed: Tensor) in
            (Tensor.uniform([4], seed: seed), Tensor.normal([4], seed: seed))
        }
        let (first, second) = (
            try given(Tensor(1, dtype: .int64)), try given(Tensor(2, dtype: .int64))
        )
        #expect(try first.0.scalars() != second.0.scalars())
        #expect(try first.1.scalars() == Tensor.normal([4], seed: 1).scalars())
        #expect(try second.1.scalars() == Tensor.normal([4], seed: 2).scalars())
    }

    @Test func itCanBeDifferentiatedAndNested() throws {
        let cube = compiled { (x: Tensor) in x * x * x }
        let outer = compiled { (x: Tensor) in
            let (value, slope) = try valueAndGradient(at: x) { try cube($0).sum() }
            return (value, slope)
        }
        let (value, slope) = try valueAndGradient(at: Tensor([1, 2])) { try cube($0).sum() }
        #expect(try value.scalar() == 9)
        #expect(try slope.scalars() == [3, 12])
        let nested = try outer(Tensor([1, 2]))
        #expect(try nested.0.scalar() == 9)
        #expect(try nested.1.scalars() == [3, 12])
    }

    @Test func mistakesAreThrown() throws {
        let product = compiled { (x: Tensor, y: Tensor) in x.matmul(y) }
        let error = #expect(throws: GraphError.self) {
            try product(Tensor.zeros([2, 3]), Tensor.zeros([4, 5]))
        }
        #expect(error?.code == .shapeMismatch)
        #expect(try product(Tensor([[1, 2]]), Tensor([[3], [4]])).scalars() == [11])
        let taking = compiled { (x: Tensor, index: Tensor) in x.take(index) }
        #expect(throws: ExecutionError.self) { try taking(Tensor([1]), Tensor([5], dtype: .int64)) }
        #expect(try taking(Tensor([1]), Tensor([0], dtype: .int64)).scalars() == [1])
    }

    @Test func inputsOfOtherProgramsAreNotCaptured() {
        let foreign = Tensor.input(0, TensorType([2], .float32))
        let sum = compiled { (x: Tensor) in x + foreign }
        #expect(throws: ExecutionError.self) { try sum(Tensor([1, 2])) }
    }

    @Test func manyTasksCallAtTheSameTime() async throws {
        let square = compiled { (x: Tensor) in (x * x, x.sum()) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for task in 0..<64 {
                group.addTask {
                    // Two shapes, one of them large enough to be read where it lies.
                    let x = Tensor.full([task % 2 == 0 ? 3 : 10_000], Double(task))
                    let (squares, sum) = try square(x)
                    #expect(try squares.scalars().allSatisfy { $0 == Float(task * task) })
                    #expect(try sum.scalar() == Double(task * x.shape.count))
                }
            }
            try await group.waitForAll()
        }
    }

    @Test func programsAreBoundedInNumber() throws {
        let counter = Counter()
        let function = CompiledFunction<Tensor, Tensor>(RunnerCacheLimits(programs: 2))
        for size in [1, 2, 1, 3, 1, 2] {
            var state = Tensor.zeros([size])
            _ = try function.call(&state) { _ in
            } body: { state, _ in
                counter.advance()
                return state + 1
            }
        }
        #expect(counter.count == 4, "2 went when 3 came, since 1 was used after it")
    }
}
