// SPDX-License-Identifier: Apache-2.0
import MartletCompiler
import MartletIR
import MartletTensor
import MartletTesting
import Testing

/// Updates that read their old value elsewhere than where they write the new one.
///
/// Arrays are larger than tiles, so that a tile that is written early is read by a later one.
@Suite struct InPlaceHazardTests {
    struct Update: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let make: @Sendable (Tensor) -> Tensor

        init(_ name: String, _ make: @escaping @Sendable (Tensor) -> Tensor) {
            (testDescription, self.make) = (name, make)
        }
    }

    static let updates: [Update] = [
        Update("W + Wᵀ") { $0 + $0.transposed() },
        Update("W·½ + (W·2)ᵀ·¼") { $0 * 0.5 + ($0 * 2).transposed() * 0.25 },
        Update("W − first row") { $0 - $0[.index(0)] },
        Update("W − last row") { $0 - $0[.index(-1)] },
        Update("W − first column") { $0 - $0[.all, .range(0, 1)] },
        Update("W − middle column") { $0 - $0[.all, .range(30, 31)] },
        Update("W − rows reversed") { $0 - $0.reversed([0]) },
        Update("W − columns reversed") { $0 - $0.reversed([1]) },
        Update("W − reversed both ways") { $0 - $0.reversed([0, 1]) },
        Update("W shifted down") { shifted($0, low: [1, 0], high: [0, 0], ends: [-1, nil]) },
        Update("W + W shifted down") {
            $0 + shifted($0, low: [1, 0], high: [0, 0], ends: [-1, nil])
        },
        Update("W + W shifted up") { w in
            w + w[.range(1, nil)].padded(low: [0, 0], high: [1, 0])
        },
        Update("W + W shifted right") {
            $0 + shifted($0, low: [0, 3], high: [0, 0], ends: [nil, -3])
        },
        Update("W·2 + Wᵀ·W") { $0 * 2 + $0.transposed().matmul($0) * 0.01 },
        Update("W + W·Wᵀ, ReLU") { ($0.matmul($0.transposed()) * 0.01 + $0).relu() },
        Update("W − row means") { $0 - $0.mean([1], keepingDimensions: true) },
        Update("W − column greatest") { $0 - $0.max([0], keepingDimensions: true) },
        Update("softmax of W") { $0.softmax() + $0.softmax(0) },
        Update("W + W turned over") { w in
            w + w.reshaped(to: [-1]).reversed([0]).reshaped(to: w.shape)
        },
        Update("halves of W swapped") { w in
            let half = w.shape[0] / 2
            return Tensor.concatenated([w[.range(half, nil)], w[.range(0, half)]], axis: 0)
        },
        Update("W + halves swapped") { w in
            let half = w.shape[1] / 2
            let swapped = [w[.all, .range(half, nil)], w[.all, .range(0, half)]]
            return w + Tensor.concatenated(swapped, axis: 1)
        },
        Update("W + sum of W") { $0 + $0.sum() * 0.001 },
        Update("W + its cumulative sum") { $0 + $0.cumulativeSum(0) * 0.01 },
        Update("W + rows taken") { w in
            let turned = (0..<w.shape[0]).map { Int32(($0 * 7 + 3) % w.shape[0]) }
            return w + w.take(Tensor(scalars: turned, shape: [turned.count]))
        },
        Update("W sorted") { $0.sorted(0) + $0 },
    ]

    private static func shifted(_ w: Tensor, low: [Int], high: [Int], ends: [Int?]) -> Tensor {
        w[.range(nil, ends[0]), .range(nil, ends[1])].padded(low: low, high: high)
    }

    @Test(arguments: updates, [64, 300])
    func anUpdateReadsWhatItOverwrites(update: Update, size: Int) throws {
        let w = Tensor.input(0, TensorType([size, size], .float32))
        let problems = try Comparison.problems(
            of: [update.make(w)], from: [w], at: Comparison.numbers(for: [w]),
            donations: [Graph.Donation(input: 0, output: 0)],
            engines: size == 64 ? TestedEngine.all : TestedEngine.pairs)
        #expect(problems == [])
    }

    /// The smallest and largest cases by hand, so that the reference is judged, too.
    @Test(arguments: TestedEngine.all) func theSumWithTheTransposeIsSymmetric(engine: TestedEngine)
        throws
    {
        let w = Tensor.input(0, TensorType([64, 64], .float32))
        let graph = Graph(
            computing: [w + w.transposed()], from: [w],
            donations: [Graph.Donation(input: 0, output: 0)])
        let start = HostTensor((0..<4096).map(Double.init), shape: [64, 64])
        let runner = try engine.executor().compile(graph).makeRunner()
        let result = try runner.run([start], resultTypes: graph.outputTypes)[0].doubles
        let expected = (0..<4096).map { (index: Int) -> Double in
            let (row, column) = (index / 64, index % 64)
            return Double(index + column * 64 + row)
        }
        let wrong = try matchedPairs(result, expected).count { $0 != $1 }
        #expect(wrong == 0, "\(worstDifference(result, expected))")
    }
}
