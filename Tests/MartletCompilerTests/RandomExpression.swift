// SPDX-License-Identifier: Apache-2.0
import MartletCompiler
import MartletIR
import MartletTensor

/// A random program, the same for the same seed: what the compiler's passes are tried on.
struct RandomExpression {
    let inputs: [Tensor]
    private let dtype: DType
    private(set) var outputs: [Tensor] = []

    /// Values made so far, any of which the next operation may take.
    private var pool: [Tensor]
    private var numbers: Numbers

    init(seed: UInt64, operations: Int = 30, dtype: DType = .float64) {
        self.dtype = dtype
        let types = [[2, 3], [3], [2, 1], [], [1, 3]].map { TensorType(Shape($0), dtype) }
        inputs = types.enumerated().map { Tensor.input($0.offset, $0.element) }
        numbers = Numbers(seed: seed)
        pool = inputs + [Tensor(0, dtype: dtype), Tensor(1, dtype: dtype)]
        for _ in 0..<operations {
            let next = step()
            if next.shape.count <= 64 { pool.append(next) }
        }
        let loss = pool.suffix(8).filter(\.dtype.isFloating).map { $0.tanh().sum() }
            .reduce(Tensor(0, dtype: dtype), +)
        let last = Array(pool.suffix(4))
        outputs = last + [loss] + gradients(of: loss, by: inputs)
    }

    /// Values for the inputs.
    var values: [HostTensor] {
        inputs.enumerated().map { index, input in
            let source = Philox(seed: 99, stream: UInt64(index))
            let elements = (0..<input.shape.count).map { source.uniform53($0) * 4 - 2 }
            return HostTensor(elements, shape: input.shape, dtype: dtype)
        }
    }

    private mutating func step() -> Tensor {
        let x = pool[numbers.next(below: pool.count)]
        switch numbers.next(below: 4) {
        case 0: return unary(x)
        case 1: return moved(x)
        default: return binary(x, pool[numbers.next(below: pool.count)])
        }
    }

    private mutating func unary(_ x: Tensor) -> Tensor {
        switch numbers.next(below: 10) {
        case 0: -x
        case 1: x.sin()
        case 2: x.tanh()
        case 3: x.relu()
        case 4: x.absolute()
        case 5: x.sigmoid()
        case 6: x.stopGradient()
        case 7: x.softplus()
        case 8: x.rank > 0 ? x.softmax() : x.exp().logOnePlus()
        default: x.cast(to: .float32).cast(to: dtype)
        }
    }

    private mutating func moved(_ x: Tensor) -> Tensor {
        switch numbers.next(below: 9) {
        case 0: x.transposed()
        case 1: x.reshaped(to: [-1])
        case 2: x.reshaped(to: [1, x.shape.count])
        case 3: x.sum(keepingDimensions: true)
        case 4: x.rank > 0 ? x.sum([0]) : x
        case 5: x.rank > 0 ? x.max([-1]) : x
        case 6: x.expandingDimension(at: 0)
        case 7: x.broadcast(to: Shape([2] + x.shape.sizes))
        default: x.rank > 0 ? x[.range(nil, nil, step: -1)] : x.squeezed()
        }
    }

    private mutating func binary(_ x: Tensor, _ y: Tensor) -> Tensor {
        guard Shape.broadcast(x.shape, y.shape) != nil else { return x + 0 }
        switch numbers.next(below: 10) {
        case 0: return x + y
        case 1: return x - y
        case 2: return x * y
        case 3: return x / (1 + y.squared())
        case 4: return Tensor.maximum(x, y)
        case 5: return Tensor.select(x .> y, x, y * 0.5)
        case 6: return x * 1 + 0 * y
        case 7: return x.shape == y.shape ? Tensor.stacked([x, y]) : x + y
        case 8: return x.rank == 2 ? x.matmul(x.transposed()) : 1 - x
        default: return (x - 0) / 1 + (Tensor(2, dtype: dtype) * 3 - 6) * y
        }
    }

    /// Random numbers from a counter.
    private struct Numbers {
        private let source: Philox
        private var count = 0

        init(seed: UInt64) { source = Philox(seed: seed, stream: 0x6578_7072) }

        mutating func next(below bound: Int) -> Int {
            count += 1
            return Int(source.uniform53(count) * Double(bound))
        }
    }
}
