// SPDX-License-Identifier: Apache-2.0
import MartletIR
import MartletTensor

extension RandomProgramWriter {
    mutating func elementwise(_ x: Tensor) -> Tensor {
        switch numbers.next(below: 12) {
        case 0: -x
        case 1: x.sin()
        case 2: x.relu()
        case 3: x.absolute()
        case 4: x.sigmoid() - 0.5
        case 5: x.softplus()
        case 6: x.elu()
        case 7: x.gelu()
        case 8: (x.squared() + 0.5).squareRoot()
        case 9: x.exp() / (1 + x.exp())
        case 10: Tensor.select(x .> 0.2, x, x * 0.5 - 0.1)
        default: x.erf() * 2
        }
    }

    mutating func combined(_ x: Tensor) -> Tensor {
        let others = pool.filter { Shape.broadcast($0.shape, x.shape) != nil }
        let y = numbers.pick(others)
        switch numbers.next(below: 6) {
        case 0: return x + y
        case 1: return x - y
        case 2: return x * y
        case 3: return x / (1 + y.squared())
        case 4: return Tensor.maximum(x, y)
        default: return Tensor.select(x .> y, x, y * 0.5)
        }
    }

    mutating func moved(_ x: Tensor) -> Tensor {
        guard x.rank > 0 else { return x.broadcast(to: [17, 20]) }
        let axis = numbers.next(below: x.rank)
        let none = [Int](repeating: 0, count: x.rank)
        switch numbers.next(below: 8) {
        case 0: return x.transposed()
        case 1: return x.reversed([axis])
        case 2: return x.reshaped(to: [-1])
        case 3: return Tensor.concatenated([x, x * 0.5], axis: axis)
        case 4:
            var low = none
            low[axis] = 1 + numbers.next(below: 3)
            return x.padded(low: low, high: none, value: 0.5)
        case 5: return x[.range(1, nil, step: 2)]
        case 6:
            return x.rank > 1 ? x[.all, .range(nil, nil, step: -1)] : x.expandingDimension(at: 0)
        default:
            var order = Array(0..<x.rank)
            order.swapAt(axis, 0)
            return x.transposed(order)
        }
    }

    mutating func reduced(_ x: Tensor) -> Tensor {
        guard x.rank > 0 else { return x }
        let axis = numbers.next(below: x.rank)
        switch numbers.next(below: 8) {
        case 0: return x.mean([axis])
        case 1: return x.sum([axis], keepingDimensions: true) * (1 / Double(max(x.shape[axis], 1)))
        case 2: return x.max([axis])
        case 3: return x.min([axis], keepingDimensions: true)
        case 4: return x.mean()
        case 5: return x.softmax(axis) * Double(x.shape[axis])
        case 6: return x.normalized([axis], epsilon: 0.1)
        default: return x.cumulativeSum(axis) * (1 / Double(max(x.shape[axis], 1)))
        }
    }

    /// Elementwise arithmetic around reductions, along the last axes or the first, whose results it reads again.
    mutating func between(_ x: Tensor) -> Tensor {
        guard x.rank > 0, x.shape.count > 0 else { return x.exp() }
        let cut = numbers.next(below: x.rank + 1)
        let isTrailing = numbers.next(below: 3) > 0
        let axes = isTrailing ? Array(cut..<x.rank) : Array(0..<cut)
        let count = Double(axes.map { x.shape[$0] }.reduce(1, *))
        let half = x * 0.5 + 0.1
        switch numbers.next(below: 6) {
        case 0: return half / (1 + half.squared().mean(axes, keepingDimensions: true))
        case 1:
            let centred = x - x.mean(axes, keepingDimensions: true)
            let spread = centred.squared().mean(axes, keepingDimensions: true)
            return centred * (spread + 0.1).reciprocalSquareRoot() + half
        case 2:
            let sum = (half.exp() * (1 / count)).sum(axes)
            return sum.log() + half.squared().mean(axes) * half.max(axes)
        case 3:
            let least = x.min(axes, keepingDimensions: true)
            let width = x.max(axes, keepingDimensions: true) - least + 0.5
            return (x - least) / width
        case 4: return half - half.tanh().mean() * x.relu().mean(axes, keepingDimensions: true)
        default:
            let norm = (x.squared().sum() * (1 / Double(x.shape.count)) + 0.1).squareRoot()
            return x * (1 / Tensor.maximum(norm, 0.5)) + x.sin().mean(axes, keepingDimensions: true)
        }
    }

    mutating func gathered(_ x: Tensor) -> Tensor {
        guard x.rank > 0, x.shape.count > 0 else { return x }
        let axis = numbers.next(below: x.rank)
        let size = x.shape[axis]
        let start = numbers.next(below: size)
        // With repetitions, whose gradients add up.
        let places = (0..<(size + 3)).map { Int32((start + $0 * 5) % size) }
        let indices = Tensor(scalars: places, shape: [places.count])
        switch numbers.next(below: 3) {
        case 0: return x.take(indices, axis: axis)
        case 1:
            return Tensor(ScatterAdd(axis: axis, size: size), x.take(indices, axis: axis), indices)
        default: return x.sorted(axis)
        }
    }

    mutating func randomized(_ x: Tensor) -> Tensor {
        let seed = Tensor(HostTensor(scalars: [Int64(numbers.next(below: 1000))], shape: .scalar))
        switch numbers.next(below: 3) {
        case 0:
            let isKept = Tensor.uniform(x.shape, seed: seed, stream: 3) .< 0.75
            return Tensor.select(isKept, x * (1 / 0.75), .zeros(like: x))
        case 1: return x + Tensor.uniform(x.shape, seed: seed, stream: 5)
        default: return x + Tensor.normal(x.shape, standardDeviation: 0.1, seed: 11, stream: 7)
        }
    }

    /// A product, convolution or pooling, with weights of its own or of another value.
    mutating func layer(_ x: Tensor) -> Tensor {
        switch x.rank {
        case 2, 3: return product(x)
        case 4: return numbers.next(below: 3) == 0 ? pooling(x) : convolution(x)
        default: return elementwise(x)
        }
    }

    private mutating func product(_ x: Tensor) -> Tensor {
        let width = x.shape[-1]
        guard width > 0 else { return x }
        let scale = 1 / Double(width).squareRoot()
        switch numbers.next(below: 5) {
        case 0: return x.matmul(swappingLast(x)) * scale
        case 1: return swappingLast(x).matmul(x) * scale
        case 2: return (x.matmul(input([width, 17])) * scale + input([17])).relu()
        case 3: return x.matmul(input([9, width]).transposed()) * scale
        default:
            let fitting = pool.filter { $0.rank > 1 && $0.shape[-2] == width }
            let matrices = fitting.filter { $0.rank == 2 || $0.rank == x.rank }
                .filter { $0.rank == 2 || $0.shape[0] == x.shape[0] }
            return matrices.isEmpty ? x : x.matmul(numbers.pick(matrices)) * scale
        }
    }

    private func swappingLast(_ x: Tensor) -> Tensor {
        x.transposed(Array(0..<(x.rank - 2)) + [x.rank - 1, x.rank - 2])
    }

    private mutating func convolution(_ x: Tensor) -> Tensor {
        let channels = x.shape[-1]
        guard x.shape[1] > 2, x.shape[2] > 2, channels > 0, channels <= 16 else { return x }
        let features = 3 + numbers.next(below: 6)
        let filters = input([3, 3, channels, features])
        let strides = numbers.pick([(1, 1), (1, 1), (2, 1), (2, 2)])
        let padding: Padding = numbers.next(below: 2) == 0 ? .valid : .same
        let result = x.conv2D(filters, strides: strides, padding: padding) * 0.3
        return numbers.next(below: 2) == 0 ? (result + input([features])).relu() : result
    }

    private mutating func pooling(_ x: Tensor) -> Tensor {
        guard x.shape[1] > 2, x.shape[2] > 2 else { return x }
        let padding: Padding = numbers.next(below: 2) == 0 ? .valid : .same
        // Distinct elements: among equals the engines' roundings would choose different ones.
        return numbers.next(below: 2) == 0
            ? x.maxPooled([2, 2], padding: padding)
            : x.averagePooled([2, 3], strides: [1, 2], padding: padding)
    }
}
