// SPDX-License-Identifier: Apache-2.0
import MartletCPU
import MartletCompiler
import MartletIR
import MartletTensor
import MartletTesting
import Testing

/// Attention block by block against its body on the reference, with every number of threads.
@Suite struct AttentionKernelTests {
    enum Masking: CaseIterable {
        case none, causal, truths, padding, numbers, slopes
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var leading: [Int]
        var positions: Int
        var sources: Int
        var width = 3
        var valueWidth = 5

        var testDescription: String {
            "\(leading) × \(positions) × \(sources), \(width) and \(valueWidth) wide"
        }
    }

    /// Single elements, less than a vector, parts of a head, blocks of queries and of sources that do not fit.
    static let cases = [
        Case(leading: [], positions: 1, sources: 1, width: 1, valueWidth: 1),
        Case(leading: [2, 3], positions: 5, sources: 7),
        Case(leading: [1], positions: 127, sources: 30),
        Case(leading: [1], positions: 20, sources: 200, width: 1, valueWidth: 33),
        Case(leading: [2], positions: 131, sources: 70),
        Case(leading: [4, 8], positions: 6, sources: 261, width: 2, valueWidth: 2),
        Case(leading: [16, 2], positions: 99, sources: 4, width: 2, valueWidth: 1),
        Case(leading: [2, 1, 2, 1, 1, 1], positions: 5, sources: 6, width: 17, valueWidth: 16),
    ]

    private func inputs(_ given: Case, _ masking: Masking) -> [Tensor] {
        let leading = given.leading
        var shapes = [
            Shape(leading + [given.positions, given.width]),
            Shape(leading + [given.sources, given.width]),
            Shape(leading + [given.sources, given.valueWidth]),
            Shape(leading + [given.positions, given.valueWidth]),
        ]
        // A mask that is the same for all of some axes.
        let stretched = leading.enumerated().map { $0.offset % 2 == 0 ? $0.element : 1 }
        switch masking {
        case .none, .causal: break
        case .truths, .numbers: shapes.append([given.positions, given.sources])
        case .padding: shapes.append(Shape(stretched + [1, given.sources]))
        case .slopes: shapes.append(Shape(stretched + [given.positions, 1]))
        }
        return shapes.enumerated().map { .input($0.offset, TensorType($0.element, .float32)) }
    }

    private func results(_ inputs: [Tensor], _ masking: Masking) -> [Tensor] {
        var mask: Tensor?
        switch masking {
        case .none, .causal: break
        case .truths, .padding: mask = inputs[4] .> -0.3
        case .numbers, .slopes: mask = inputs[4]
        }
        let result = scaledDotProductAttention(
            query: inputs[0], key: inputs[1], value: inputs[2], mask: mask,
            isCausal: masking == .causal, scale: 1.5)
        return [result] + gradients(of: result, by: Array(inputs[..<3]), seed: inputs[3])
    }

    @Test(arguments: cases, Masking.allCases)
    func agreesWithItsBody(given: Case, masking: Masking) throws {
        let inputs = inputs(given, masking)
        let graph = Graph(computing: results(inputs, masking), from: inputs)
        #expect(try kernels(of: graph).filter { $0 == "attention" }.count == 2)
        let problems = try Comparison.problems(of: graph, at: Comparison.numbers(for: inputs))
        #expect(problems == [])
    }

    private func kernels(of graph: Graph) throws -> [String] {
        try CPUExecutor(threads: 2).steps(of: graph).map(\.kernel)
    }

    /// Heads that lie side by side in each position are read where they are; so is what runs backwards or is repeated.
    @Test(arguments: [Masking.none, .causal, .truths])
    func readsHeadsWhereTheyLie(masking: Masking) throws {
        let types: [Shape] = [
            [2, 70, 3, 17], [2, 65, 3, 17], [2, 65, 3, 16], [2, 70, 3, 16], [70, 65],
        ]
        let inputs = types.enumerated().map {
            Tensor.input($0.offset, TensorType($0.element, .float32))
        }
        let heads = inputs[..<4].map { $0.transposed([0, 2, 1, 3]) }
        let graph = Graph(computing: results(heads + [inputs[4]], masking), from: inputs)
        let steps = try CPUExecutor(threads: 2).steps(of: graph)
        #expect(!steps.prefix { $0.kernel != "attention" }.contains { $0.name == "copy" })
        #expect(try Comparison.problems(of: graph, at: Comparison.numbers(for: inputs)) == [])

        let shared = inputs[0][.index(0)].transposed([1, 2, 0])
        let odd = [
            shared.reversed([1]), Tensor.input(1, TensorType([65, 70], .float32)),
            Tensor.input(2, TensorType([1, 65, 4], .float32)),
            Tensor.input(3, TensorType([3, 17, 4], .float32)),
        ]
        let all = [
            odd[0], odd[1].broadcast(to: [3, 65, 70]), odd[2].broadcast(to: [3, 65, 4]), odd[3],
        ]
        let places = [inputs[0]] + odd[1...]
        let strange = Graph(computing: results(all, .none), from: places)
        #expect(try Comparison.problems(of: strange, at: Comparison.numbers(for: places)) == [])
    }

    /// A position that sees nothing, whole rows and single truths of each.
    @Test func whoSeesNothingGetsZeros() throws {
        let inputs = inputs(Case(leading: [2], positions: 70, sources: 100), .none)
        let truths = (0..<7_000).map { $0 / 100 % 3 > 0 && $0 % 100 > 2 }
        let sees = Tensor(scalars: truths, shape: [70, 100])
        let result = scaledDotProductAttention(
            query: inputs[0], key: inputs[1], value: inputs[2], mask: sees)
        let outputs = [result] + gradients(of: result, by: Array(inputs[..<3]), seed: inputs[3])
        let values = Comparison.numbers(for: inputs)
        let graph = Graph(computing: outputs, from: inputs)
        #expect(try Comparison.problems(of: graph, at: values) == [])
        let computed = try Comparison.results(of: graph, at: values, on: CPUExecutor(threads: 1))
        #expect(Array(computed[0].doubles.prefix(5)) == [0, 0, 0, 0, 0])
        #expect(computed.flatMap(\.doubles).filter { !$0.isFinite } == [])
    }

    /// Scores of several hundred, all weight on one source; and such as are nearly equal.
    @Test(arguments: [0.0, 1e-3, 300])
    func scoresMayBeLargeOrSmall(scale: Double) throws {
        let inputs = inputs(Case(leading: [2], positions: 66, sources: 300), .none)
        let result = scaledDotProductAttention(
            query: inputs[0], key: inputs[1], value: inputs[2], scale: scale)
        let outputs = [result] + gradients(of: result, by: Array(inputs[..<3]), seed: inputs[3])
        let problems = try Comparison.problems(
            of: outputs, from: inputs, at: Comparison.numbers(for: inputs),
            tolerance: scale > 1 ? 2e-4 : 1e-5)
        #expect(problems == [])
    }
}
