// SPDX-License-Identifier: Apache-2.0
import MartletCompiler
import MartletIR
import MartletRuntime
import MartletTensor
import MartletTesting
import Testing

/// Loops that never look at what they compute.
@Suite struct ExpressionLimitTests {
    private static let inputs = Tensor.normal([8, 5], seed: 1)
    private static let targets = Tensor.normal([8, 3], seed: 2)

    /// Weights and momentum of a small network.
    private struct Training {
        var weights = [
            Tensor.normal([5, 6], standardDeviation: 0.4, seed: 3),
            Tensor.normal([6, 3], standardDeviation: 0.4, seed: 4),
        ]
        var slots = [Tensor.zeros([5, 6]), Tensor.zeros([6, 3])]

        static func loss(_ weights: [Tensor]) -> Tensor {
            let hidden = ExpressionLimitTests.inputs.matmul(weights[0]).tanh()
            return (hidden.matmul(weights[1]) - ExpressionLimitTests.targets).squared().mean()
        }

        mutating func update(_ slopes: [Tensor]) {
            slots = zip(slots, slopes).map { 0.9 * $0 + $1 }
            weights = zip(weights, slots).map { $0 - 0.02 * $1 }
        }

        /// A step by `valueAndGradient`.
        mutating func step() -> Tensor {
            let (loss, slopes) = valueAndGradient(at: weights) { Self.loss($0) }
            update(slopes)
            return loss
        }

        /// A step by `gradients`.
        mutating func stepBackwards() -> Tensor {
            let loss = Self.loss(weights)
            update(gradients(of: loss, by: weights))
            return loss
        }

        /// The same, computed after each step: what a loop must arrive at.
        static func expected(steps: Int) throws -> (losses: [Double], weights: [HostTensor]) {
            var training = Training()
            var losses: [Double] = []
            for _ in 0..<steps {
                let loss = training.step()
                let values = try Tensor.realized(training.weights + training.slots + [loss])
                training.weights = Array(values[0..<2])
                training.slots = Array(values[2..<4])
                losses.append(try values[4].scalar())
            }
            return (losses, try Tensor.hosts(training.weights))
        }
    }

    private static func compare(_ tensors: [Tensor], _ expected: [HostTensor]) throws {
        for (value, expected) in try matchedPairs(Tensor.hosts(tensors), expected) {
            #expect(isClose(value.doubles, expected.doubles, tolerance: .float32))
        }
    }

    @Test func aTrainingLoopNeedsFewPrograms() async {
        await #expect(processExitsWith: .success) {
            var training = Training()
            for _ in 0..<200 { _ = training.step() }
            let compiled = ExecutableCache.shared.counts.compiled
            #expect((1...4).contains(compiled), "\(compiled) programs")
            let reused = ExecutableCache.shared.counts.reused
            for _ in 0..<200 { _ = training.step() }
            #expect(ExecutableCache.shared.counts.compiled == compiled)
            #expect(ExecutableCache.shared.counts.reused > reused)
            let expected = try Training.expected(steps: 400)
            try ExpressionLimitTests.compare(training.weights, expected.weights)
        }
    }

    #if canImport(Glibc)
        @Test func tenThousandStepsRunInBoundedMemory() async {
            await #expect(processExitsWith: .success) {
                let x = try Tensor.normal([8, 32], seed: 1).realized()
                var weights = try Tensor.normal([32, 4], seed: 2).realized()
                func run(_ steps: Int) throws -> Int {
                    for _ in 0..<steps {
                        weights =
                            weights - 0.01 * gradient(at: weights) { x.matmul($0).squared().sum() }
                    }
                    return try #require(ResidentMemory.byteCount)
                }
                let early = try run(1_000)
                let late = try run(9_000)
                // A step that is kept takes some 5 KB.
                #expect(late - early <= 4 << 20, "\(late - early) bytes")
                #expect(try weights.host().doubles.allSatisfy { $0.isFinite })
            }
        }
    #endif

    @Test func lossesMayBeKeptAndReadLater() throws {
        var training = Training()
        let losses = (0..<120).map { _ in training.step() }
        let expected = try Training.expected(steps: 120)
        #expect(isClose(try losses.map { try $0.scalar() }, expected.losses, tolerance: .float32))
        try Self.compare(training.weights, expected.weights)
        let waiting = losses.filter { $0.node.operands.isEmpty == false }
        #expect(waiting.count < 60, "old losses are constants")
    }

    @Test func aLoopOfGradientsIsComputedBetweenItsSteps() throws {
        var training = Training()
        let losses = (0..<120).map { _ in training.stepBackwards() }
        let expected = try Training.expected(steps: 120)
        #expect(isClose(try losses.map { try $0.scalar() }, expected.losses, tolerance: .float32))
    }

    @Test func aLoopWithoutGradientsNeedsFewPrograms() async {
        await #expect(processExitsWith: .success) {
            var x = Tensor([0.5, 0.25])
            for _ in 0..<10_000 { x = (x * x + 0.1) * 0.9 }
            let compiled = ExecutableCache.shared.counts.compiled
            #expect((1...6).contains(compiled), "\(compiled) programs")
            var expected: [Double] = [0.5, 0.25]
            for _ in 0..<10_000 { expected = expected.map { ($0 * $0 + 0.1) * 0.9 } }
            let values = try x.host().doubles
            #expect(isClose(values, expected, tolerance: .float32))
        }
    }

    /// A chain that is long enough to be computed on the way.
    private static func chain(_ x: Tensor) -> Tensor {
        (0..<(2 * ExpressionLimit.depth)).reduce(x) { value, _ in value + x }
    }

    @Test func gradientsAcrossAComputationAreRefused() throws {
        let x = Tensor([1, 2])
        let error = #expect(throws: GraphError.self) {
            try checking { gradients(of: Self.chain(x).sum(), by: [x]) }
        }
        #expect(error?.code == .notDifferentiable)
        #expect(error?.description.contains("valueAndGradient(at:)") == true)
    }

    /// As many nodes as a loop has in hundreds of steps, but no loop.
    @Test func manyGradientsOfOneFunctionStayExpressions() throws {
        let x = Tensor.normal([40], seed: 1)
        let slope = gradients(of: (x * x * x.sum()).tanh().sum(), by: [x])[0]
        let rows = (0..<40).map { gradients(of: slope[.index($0)].sum(), by: [x])[0] }
        let again = try (0..<40).map { try gradients(of: slope[.index($0)], by: [x])[0].scalars() }
        #expect(try rows.map { try $0.scalars() } == again)
        #expect(again.allSatisfy { $0.contains { $0 != 0 } })
    }

    @Test func functionsAreDifferentiatedWhole() throws {
        let (_, slope) = valueAndGradient(at: Tensor([1, 2])) { Self.chain($0).sum() }
        #expect(
            try slope.scalars()
                == [Float](repeating: Float(2 * ExpressionLimit.depth + 1), count: 2))
    }

    /// Both are constants of one computation: the first is known not to come from the second.
    @Test func whatWasComputedTogetherIsToldApart() throws {
        let data = Tensor([1, 2]) * 3
        let weights = Tensor([3, 4]) * 2
        let product = data * weights
        let long = Self.chain(product)
        #expect(weights.node.operands.isEmpty && data.node.operands.isEmpty, "computed by now")
        let slope = gradients(of: (data * weights).sum(), by: [weights])[0]
        #expect(try slope.scalars() == [3, 6])
        let error = #expect(throws: GraphError.self) {
            try checking { gradients(of: (product * weights).sum(), by: [weights]) }
        }
        #expect(error?.code == .notDifferentiable)
        #expect(try long.scalars() == [18, 48].map { $0 * Float(2 * ExpressionLimit.depth + 1) })
    }

    @Test func programsBeingWrittenDownAreLeftAlone() throws {
        let function = compiled { (x: Tensor) in Self.chain(x) }
        #expect(try function(Tensor([1])).scalars() == [Float(2 * ExpressionLimit.depth + 1)])
    }

    @Test func whatFailsIsToldToWhoLooks() throws {
        let broken = Tensor([1, 2]).take(Tensor([7], dtype: .int64))
        let later = (0..<(3 * ExpressionLimit.depth)).reduce(broken) { value, _ in value + 1 }
        #expect(throws: ExecutionError.self) { try later.host() }
    }

    @Test func manyTasksGrowOneExpression() async throws {
        let shared = (Tensor([1, 2]) + 1) * 2
        try await withThrowingTaskGroup(of: Void.self) { group in
            for task in 0..<8 {
                group.addTask {
                    var x = shared
                    for _ in 0..<1_500 { x = x + shared }
                    let sums = try (x + Double(task)).scalars()
                    #expect(sums == [4, 6].map { 1_501 * $0 + Float(task) })
                }
            }
            try await group.waitForAll()
        }
    }
}
