// SPDX-License-Identifier: Apache-2.0
import MartletCompiler
import MartletIR
import MartletTensor

/// A random program in float32 that has the operations of networks, the same for the same seed.
///
/// Images, matrices and vectors of a few thousand elements in all: enough for several tiles, few enough for the
/// reference. Values are kept near 1, so that errors do not grow from step to step.
struct RandomProgram {
    let seed: UInt64
    let graph: Graph
    let values: [HostTensor]

    /// A program of that many random operations; fewer of them give one that begins in the same way.
    init(seed: UInt64, operations: Int = 14, hasLoops: Bool = false) throws {
        self.seed = seed
        let (graph, values) = try checking {
            var writer = RandomProgramWriter(seed: seed)
            for operation in 0..<operations {
                if hasLoops, operation % 2 == 1 { writer.loop() } else { writer.step() }
            }
            return writer.finished()
        }
        (self.graph, self.values) = (graph, values)
    }
}

/// Writes a random program down, operation by operation.
struct RandomProgramWriter {
    /// The shapes that inputs are drawn from: images, matrices, batches of matrices, vectors.
    private static let shapes: [Shape] = [
        [5, 9, 8, 4], [3, 7, 9, 6], [40, 33], [33, 40], [7, 65], [4, 13, 20], [4, 20, 13], [40],
        [33], [6], [1, 40], [64, 64], [400, 7], [4, 1100],
    ]

    var numbers: RandomNumbers
    /// Values made so far, any of which the next operation may take.
    var pool: [Tensor] = []
    private var inputs: [Tensor] = []
    /// Inputs that the program overwrites with new values of themselves.
    private let stateCount: Int

    init(seed: UInt64) {
        numbers = RandomNumbers(seed: seed)
        stateCount = 1 + numbers.next(below: 3)
        let shapes = (0..<(stateCount + 3)).map { _ in numbers.pick(Self.shapes) }
        for shape in shapes { _ = input(shape) }
        pool = inputs
    }

    /// A new input of the program.
    mutating func input(_ shape: Shape) -> Tensor {
        inputs.append(.input(inputs.count, TensorType(shape, .float32)))
        return inputs[inputs.count - 1]
    }

    /// One random operation on a random value.
    mutating func step() {
        let x = numbers.pick(pool)
        let result: Tensor
        switch numbers.next(below: 11) {
        case 10: result = between(x)
        case 0, 1: result = elementwise(x)
        case 2, 3: result = combined(x)
        case 4: result = moved(x)
        case 5: result = reduced(x)
        case 6: result = gathered(x)
        case 7: result = randomized(x)
        default: result = layer(x)
        }
        add(result)
    }

    /// A new value of the program, if it is not too large.
    mutating func add(_ result: Tensor) {
        if result.shape.count <= 6_000 { pool.append(tamed(result)) }
    }

    /// Values that stay between −2 and 2 however long the chain is, by a rule that has no kink where values are.
    func tamed(_ x: Tensor) -> Tensor { x.tanh() * 1.5 }

    /// New states, the last values, a loss, and its gradients by all inputs.
    func finished() -> (Graph, [HostTensor]) {
        let last = Array(pool.suffix(3))
        let loss = pool.suffix(6).map { $0.squared().mean() }.reduce(Tensor(0), +)
        let slopes = gradients(of: loss, by: inputs)
        let states = (0..<stateCount).map { index in
            let (state, slope) = (inputs[index], slopes[index])
            return index == 0 ? state - slope * 0.1 : mixed(state - slope * 0.1, index)
        }
        let graph = Graph(
            computing: states + [loss] + last + slopes.suffix(2), from: inputs,
            donations: (0..<stateCount).map { Graph.Donation(input: $0, output: $0) })
        return (graph, inputs.enumerated().map { Comparison.numbers($1.shape, UInt64($0)) })
    }

    /// What makes an update hard to do in place: it reads the old value in another order.
    private func mixed(_ x: Tensor, _ index: Int) -> Tensor {
        let isSquare = x.rank == 2 && x.shape[0] == x.shape[1]
        return isSquare ? x * 0.5 + x.transposed() * 0.5 : x * 0.5 + x.reversed([0]) * 0.5
    }
}

/// Random numbers from a counter.
struct RandomNumbers {
    private let source: Philox
    private var count = 0

    init(seed: UInt64) { source = Philox(seed: seed, stream: 0x7072_6F67) }

    mutating func next(below bound: Int) -> Int {
        count += 1
        return Int(source.uniform53(count) * Double(bound))
    }

    /// One of a list that is not empty.
    mutating func pick<Element>(_ list: [Element]) -> Element { list[next(below: list.count)] }
}
