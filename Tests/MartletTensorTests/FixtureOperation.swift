// SPDX-License-Identifier: Apache-2.0
import MartletFormats
import MartletIR
import MartletTensor
import MartletTesting

/// The expression that a fixture of operations names.
struct FixtureOperation {
    typealias Unary = @Sendable (Tensor) -> Tensor
    typealias Binary = @Sendable (Tensor, Tensor) -> Tensor

    private let name: String
    private let attributes: JSONValue

    init(_ item: Fixture.Case) {
        name = item["op"]?.string ?? ""
        attributes = item["attributes"] ?? .null
    }

    /// The result, and for `top_k` the indices.
    func apply(_ operands: [Tensor]) throws -> [Tensor] {
        if name == "top_k" {
            let (values, indices) = operands[0].topK(try integer("k"))
            return [values, indices]
        }
        if let unary = Self.unary[name] { return [unary(operands[0])] }
        if let binary = Self.binary[name] { return [binary(operands[0], operands[1])] }
        let result =
            try function(operands[0]) ?? reduction(operands[0]) ?? movement(operands)
            ?? ordering(operands) ?? window(operands)
        guard let result else { throw ExecutionError(problem: "no expression for \(name)") }
        return [result]
    }

    private static let unary: [String: Unary] = [
        "negate": { -$0 }, "abs": { $0.absolute() }, "sign": { $0.sign() }, "exp": { $0.exp() },
        "expm1": { $0.expMinusOne() }, "log": { $0.log() }, "log1p": { $0.logOnePlus() },
        "sqrt": { $0.squareRoot() }, "rsqrt": { $0.reciprocalSquareRoot() }, "sin": { $0.sin() },
        "cos": { $0.cos() }, "tanh": { $0.tanh() }, "sigmoid": { $0.sigmoid() },
        "erf": { $0.erf() }, "floor": { $0.floor() }, "ceil": { $0.ceiling() },
        "round": { $0.rounded() }, "relu": { $0.relu() }, "softplus": { $0.softplus() },
        "silu": { $0.silu() },
    ]

    private static let binary: [String: Binary] = [
        "add": { $0 + $1 }, "subtract": { $0 - $1 }, "multiply": { $0 * $1 },
        "divide": { $0 / $1 }, "maximum": { Tensor.maximum($0, $1) },
        "minimum": { Tensor.minimum($0, $1) }, "power": { $0.raised(to: $1) },
        "remainder": { $0.remainder(dividingBy: $1) }, "less": { $0 .< $1 },
        "less_equal": { $0 .<= $1 }, "greater": { $0 .> $1 }, "greater_equal": { $0 .>= $1 },
        "equal": { $0 .== $1 }, "not_equal": { $0 .!= $1 }, "matmul": { $0.matmul($1) },
    ]

    private func function(_ x: Tensor) throws -> Tensor? {
        switch name {
        case "leaky_relu": x.leakyReLU(slope: try number("slope"))
        case "elu": x.elu(alpha: try number("alpha"))
        case "gelu": x.gelu(approximately: attributes["approximate"]?.bool == true)
        case "softmax": x.softmax(try integer("axis"))
        case "log_softmax": x.logSoftmax(try integer("axis"))
        case "clip": x.clipped(to: try number("minimum")...(try number("maximum")))
        case "one_hot": x.oneHot(classes: try integer("classes"))
        default: nil
        }
    }

    private func reduction(_ x: Tensor) throws -> Tensor? {
        let axes = try? integers("axes")
        let keeps = attributes["keepdims"]?.bool == true
        switch name {
        case "sum": return x.sum(axes, keepingDimensions: keeps)
        case "mean": return x.mean(axes, keepingDimensions: keeps)
        case "max": return x.max(axes, keepingDimensions: keeps)
        case "min": return x.min(axes, keepingDimensions: keeps)
        case "prod": return x.product(axes, keepingDimensions: keeps)
        case "var": return x.variance(axes, keepingDimensions: keeps)
        case "logsumexp": return x.logSumExp(axes, keepingDimensions: keeps)
        case "cumsum":
            let reversed = attributes["reverse"]?.bool == true
            return x.cumulativeSum(try integer("axis"), reversed: reversed)
        default: return nil
        }
    }

    private func movement(_ operands: [Tensor]) throws -> Tensor? {
        let x = operands[0]
        switch name {
        case "where": return Tensor.select(x, operands[1], operands[2])
        case "concatenate": return Tensor.concatenated(operands, axis: try integer("axis"))
        case "stack": return Tensor.stacked(operands, axis: try integer("axis"))
        case "transpose": return x.transposed(try? integers("permutation"))
        case "reshape": return x.reshaped(to: try integers("shape"))
        case "broadcast_to": return x.broadcast(to: Shape(try integers("shape")))
        case "reverse": return x.reversed(try integers("axes"))
        case "pad":
            return x.padded(
                low: try integers("low"), high: try integers("high"), value: try number("value"))
        case "slice": return try sliced(x)
        default: return nil
        }
    }

    private func ordering(_ operands: [Tensor]) throws -> Tensor? {
        guard let axis = attributes["axis"]?.int else { return nil }
        let (x, descending) = (operands[0], attributes["descending"]?.bool == true)
        switch name {
        case "sort": return x.sorted(axis, descending: descending)
        case "argsort": return x.argsort(axis, descending: descending)
        case "argmax": return x.argmax(axis)
        case "argmin": return x.argmin(axis)
        case "take": return x.take(operands[1], axis: axis)
        case "take_along_axis": return x.takeAlong(operands[1], axis: axis)
        default: return nil
        }
    }

    private func window(_ operands: [Tensor]) throws -> Tensor? {
        let x = operands[0]
        let (strides, padding) = (try integers("strides"), try padding())
        switch name {
        case "conv1d":
            return x.conv1D(
                operands[1], stride: strides[0], padding: padding,
                dilation: try integers("dilation")[0], groups: try integer("groups"))
        case "conv2d":
            let dilation = try integers("dilation")
            return x.conv2D(
                operands[1], strides: (strides[0], strides[1]), padding: padding,
                dilation: (dilation[0], dilation[1]), groups: try integer("groups"))
        case "max_pool1d", "max_pool2d":
            return x.maxPooled(try integers("size"), strides: strides, padding: padding)
        case "average_pool1d", "average_pool2d":
            return x.averagePooled(try integers("size"), strides: strides, padding: padding)
        default: return nil
        }
    }

    /// Axis by axis, since the subscript takes as many ranges as are written.
    private func sliced(_ x: Tensor) throws -> Tensor {
        let starts = attributes["starts"]?.array ?? []
        let stops = attributes["stops"]?.array ?? []
        let steps = attributes["strides"]?.array ?? []
        let ranges = starts.indices.map {
            AxisRange.range(starts[$0].int, stops[$0].int, step: steps[$0].int ?? 1)
        }
        switch ranges.count {
        case 1: return x[ranges[0]]
        case 2: return x[ranges[0], ranges[1]]
        case 3: return x[ranges[0], ranges[1], ranges[2]]
        default: throw ExecutionError(problem: "slices of \(ranges.count) axes are not written")
        }
    }

    private func padding() throws -> Padding {
        if let name = attributes["padding"]?.string { return name == "same" ? .same : .valid }
        let pairs = attributes["padding"]?.array ?? []
        let sides = pairs.compactMap { $0.array?.compactMap(\.int) }
        return .explicit(low: sides.map { $0[0] }, high: sides.map { $0[1] })
    }

    private func integer(_ key: String) throws -> Int {
        guard let value = attributes[key]?.int else { throw missing(key) }
        return value
    }

    private func integers(_ key: String) throws -> [Int] {
        guard let values = attributes[key]?.array else { throw missing(key) }
        return values.compactMap(\.int)
    }

    private func number(_ key: String) throws -> Double {
        guard let value = attributes[key]?.double else { throw missing(key) }
        return value
    }

    private func missing(_ key: String) -> ExecutionError {
        ExecutionError(operation: name, problem: "the fixture lacks the attribute \(key)")
    }
}
