// SPDX-License-Identifier: Apache-2.0
import MartletCompiler
import MartletIR
import MartletTensor
import MartletTesting
import Testing

/// More axes than the kernels' loops have.
@Suite struct HighRankTests {
    struct Expression: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let make: @Sendable (Tensor) -> [Tensor]

        init(_ name: String, _ make: @escaping @Sendable (Tensor) -> [Tensor]) {
            (testDescription, self.make) = (name, make)
        }
    }

    static let expressions: [Expression] = [
        Expression("transpose, product and sum") { [$0.transposed() * 2 + $0] },
        Expression("bare transpose") { [$0.transposed(), evenFirst($0)] },
        Expression("axes in pairs") { [evenFirst($0) * 2 - 1, evenFirst($0.tanh())] },
        Expression("sums over several axes") { t in
            let odd = Array(stride(from: 1, to: t.rank, by: 2))
            let even = Array(stride(from: 0, to: t.rank, by: 2))
            return [t.sum(odd), t.sum(even), t.sum(), t.mean(odd, keepingDimensions: true) + t]
        },
        Expression("extrema over several axes") { t in
            let odd = Array(stride(from: 1, to: t.rank, by: 2))
            return [t.max(odd), evenFirst(t).min([0, -1]), t.argmax(t.rank / 2), t.product([0])]
        },
        Expression("broadcast along every other axis") { t in
            let odd = Array(stride(from: 1, to: t.rank, by: 2))
            let even = Array(stride(from: 0, to: t.rank, by: 2))
            let (x, y) = (t.max(odd, keepingDimensions: true), t.min(even, keepingDimensions: true))
            return [x * y + t, x - t, (x.broadcast(to: t.shape)).transposed() + y]
        },
        Expression("concatenation") { t in
            [
                Tensor.concatenated([t, evenFirst(t).reshaped(to: t.shape)], axis: 0),
                Tensor.concatenated([t * 2, t], axis: t.rank / 2),
                Tensor.concatenated([t, t.exp()], axis: -1),
            ]
        },
        Expression("padding") { t in
            let (low, high) = (t.shape.sizes.map { $0 - 1 }, t.shape.sizes.map { _ in 0 })
            return [t.padded(low: low, high: high, value: 3), t.padded(low: high, high: low) * 2]
        },
        Expression("slices and reversal") { t in
            let last = t.transposed().reversed(Array(0..<t.rank))
            return [
                t.reversed([0, t.rank - 1]) + t, last * 0.5, t.reversed([2, 4, 6]),
                Tensor(every(t), t), Tensor(every(evenFirst(t)), evenFirst(t)) + 1,
            ]
        },
        Expression("products of matrices") { [$0.matmul($0.transposed([0, 1] + swapped($0)))] },
        Expression("softmax and cumulative sums") { t in
            [t.softmax(), t.softmax(1), t.cumulativeSum(t.rank / 2), t.sorted(0)]
        },
        Expression("select and take") { t in
            [
                Tensor.select(t .> t.transposed().reshaped(to: t.shape), t, -t),
                t.take(Tensor(scalars: [Int32(0), 0, 0], shape: [3]), axis: t.rank / 2),
            ]
        },
        Expression("gradients") { t in
            let loss = (evenFirst(t) * evenFirst(t).sum([0, 3, 5], keepingDimensions: true)).sum()
            return [loss] + gradients(of: loss, by: [t])
        },
    ]

    /// Even axes before odd ones: no two neighbours stay together.
    private static func evenFirst(_ t: Tensor) -> Tensor {
        t.transposed((0..<t.rank).sorted { ($0 % 2, $0) < ($1 % 2, $1) })
    }

    /// The axes from the third on, the last two in each other's place.
    private static func swapped(_ t: Tensor) -> [Int] {
        var axes = Array(2..<t.rank)
        axes.swapAt(axes.count - 1, axes.count - 2)
        return axes
    }

    private static func every(_ t: Tensor) -> Slice {
        let sizes = t.shape.sizes
        return Slice(
            starts: sizes.map { $0 > 2 ? 1 : 0 }, ends: sizes, strides: sizes.map { $0 > 2 ? 2 : 1 }
        )
    }

    static let shapes: [Shape] = [
        [2, 3, 2, 1, 2, 3, 2, 2, 2], [2, 2, 2, 1, 3, 2, 2, 2, 1, 3],
        [2, 1, 2, 2, 1, 2, 2, 2, 1, 2, 2, 3],
    ]

    @Test(arguments: expressions, shapes)
    func expressionsAgreeWithTheReference(expression: Expression, shape: Shape) throws {
        // A palindrome, so that a tensor and its transpose can be added.
        let half = shape.sizes.prefix((shape.rank + 1) / 2)
        let sizes = half + half.prefix(shape.rank / 2).reversed()
        let t = Tensor.input(0, TensorType(Shape(Array(sizes)), .float32))
        let outputs = try checking { expression.make(t) }
        let values = Comparison.numbers(for: [t])
        let problems = try Comparison.problems(of: outputs, from: [t], at: values)
        #expect(problems == [])
    }

    @Test(arguments: [DType.float64, .int32, .bfloat16])
    func otherElementTypesToo(dtype: DType) throws {
        let t = Tensor.input(0, TensorType([2, 2, 3, 1, 2, 2, 1, 3, 2, 2], dtype))
        let outputs = [t.transposed() * 2 + t, t.sum([1, 3, 5, 7]), t.reversed([0, 9])]
        let values = [Comparison.numbers(t.shape, 0).doubles.map { $0 * 9 }].map {
            HostTensor($0, shape: t.shape, dtype: dtype)
        }
        let problems = try Comparison.problems(of: outputs, from: [t], at: values)
        #expect(problems == [])
    }
}
