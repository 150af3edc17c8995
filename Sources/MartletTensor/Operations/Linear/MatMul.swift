// SPDX-License-Identifier: Apache-2.0
public import MartletIR

/// The product of matrices in the last two axes; the axes before them broadcast.
package struct MatMul: Primitive {
    package static let name = "matmul"
    /// Whether the left operand is read with its last two axes exchanged.
    package let transposesLeft: Bool
    /// Whether the right operand is read with its last two axes exchanged.
    package let transposesRight: Bool
    /// The element type of the sums and of the result, if it is not the usual one.
    package let accumulation: DType?

    package init(
        transposesLeft: Bool = false, transposesRight: Bool = false, accumulation: DType? = nil
    ) {
        self.transposesLeft = transposesLeft
        self.transposesRight = transposesRight
        self.accumulation = accumulation
    }

    package func resultType(of operands: Operands) throws(GraphError) -> TensorType {
        let dtype = try operands.productType(accumulating: accumulation)
        let (lhs, rhs) = (operands[0].shape, operands[1].shape)
        guard lhs.rank >= 2, rhs.rank >= 2 else {
            throw GraphError(
                code: .shapeMismatch, problem: "needs matrices, got \(lhs) × \(rhs)",
                hint: "give vectors an axis of size 1: x.reshaped(to: [1, -1])")
        }
        let (rows, inner) = transposesLeft ? (lhs[-1], lhs[-2]) : (lhs[-2], lhs[-1])
        let (otherInner, columns) = transposesRight ? (rhs[-1], rhs[-2]) : (rhs[-2], rhs[-1])
        guard inner == otherInner else { throw .innerSizesDiffer(lhs, rhs, inner, otherInner) }
        let (left, right) = (Shape(lhs.sizes.dropLast(2)), Shape(rhs.sizes.dropLast(2)))
        guard let batch = Shape.broadcast(left, right) else {
            throw GraphError(
                code: .shapeMismatch,
                problem: "the batch axes \(left) and \(right) do not broadcast together")
        }
        return TensorType(Shape(batch.sizes + [rows, columns]), dtype)
    }

    /// For C = A·B: ∂L/∂A = ∂L/∂C · Bᵀ and ∂L/∂B = Aᵀ · ∂L/∂C; exchanged where an operand is read transposed.
    ///
    /// A result wider than the operands has a wider gradient, which is rounded to their type: the products of the
    /// backward pass are of the same kind as that of the forward pass.
    package func gradients(in context: GradientContext) -> [Tensor?] {
        let (a, b) = (context.x, context.y)
        let seed = context.seed.cast(to: a.dtype)
        let left =
            transposesLeft
            ? b.times(seed, transposesRight, true) : seed.times(b, false, !transposesRight)
        let right =
            transposesRight
            ? seed.times(a, true, transposesLeft) : a.times(seed, !transposesLeft, false)
        return [left.summed(to: a.shape), right.summed(to: b.shape)]
    }

    package func evaluate(_ operands: [HostTensor], as type: TensorType) -> HostTensor {
        let (lhs, rhs) = (operands[0], operands[1])
        let batch = Shape(type.shape.sizes.dropLast(2))
        let left = Matrices(lhs, batch, transposed: transposesLeft)
        let right = Matrices(rhs, batch, transposed: transposesRight)
        let (rows, columns) = (type.shape[-2], type.shape[-1])
        if type.dtype.isInteger {
            let (x, y) = (lhs.integers, rhs.integers)
            let result = left.multiplied(right, rows, columns, into: Int64(0)) { sum, i, j in
                sum &+ x[i] &* y[j]
            }
            return HostTensor(integers: result, shape: type.shape, dtype: type.dtype)
        }
        let (x, y) = (lhs.doubles, rhs.doubles)
        let result = left.multiplied(right, rows, columns, into: 0.0) { sum, i, j in
            sum + x[i] * y[j]
        }
        return HostTensor(result, shape: type.shape, dtype: type.dtype)
    }
}

/// Where the matrices of a batch lie, and how one walks in them.
private struct Matrices {
    let bases: [Int]
    let rowStride: Int
    let columnStride: Int
    let rows: Int
    let columns: Int

    init(_ host: HostTensor, _ batch: Shape, transposed: Bool) {
        let own = Shape(host.shape.sizes.dropLast(2))
        let size = host.shape[-1] * host.shape[-2]
        bases = HostTensor.offsets(
            of: batch, strides: own.broadcastStrides(to: batch).map { $0 * size })
        rowStride = transposed ? 1 : host.shape[-1]
        columnStride = transposed ? host.shape[-1] : 1
        rows = transposed ? host.shape[-1] : host.shape[-2]
        columns = transposed ? host.shape[-2] : host.shape[-1]
    }

    func multiplied<Number>(
        _ other: Matrices, _ rows: Int, _ columns: Int, into zero: Number,
        _ accumulate: (Number, Int, Int) -> Number
    ) -> [Number] {
        var result: [Number] = []
        result.reserveCapacity(bases.count * rows * columns)
        for (left, right) in zip(bases, other.bases) {
            for row in 0..<rows {
                for column in 0..<columns {
                    var sum = zero
                    for k in 0..<self.columns {
                        sum = accumulate(
                            sum, left + row * rowStride + k * columnStride,
                            right + k * other.rowStride + column * other.columnStride)
                    }
                    result.append(sum)
                }
            }
        }
        return result
    }
}

extension GraphError {
    static func innerSizesDiffer(_ lhs: Shape, _ rhs: Shape, _ left: Int, _ right: Int)
        -> GraphError
    {
        GraphError(
            code: .shapeMismatch,
            problem: "the inner sizes differ: \(lhs) × \(rhs) (\(left) ≠ \(right))",
            hint: lhs[-1] == rhs[-1]
                ? "transpose the right operand: a.matmul(b.transposed())" : nil)
    }
}

extension Tensor {
    fileprivate func times(_ other: Tensor, _ transposesSelf: Bool, _ transposesOther: Bool)
        -> Tensor
    {
        Tensor(
            MatMul(transposesLeft: transposesSelf, transposesRight: transposesOther), self, other)
    }

    /// The matrix product, by NumPy's rule.
    ///
    ///     y[…, i, j] = Σ self[…, i, k] · other[…, k, j]   over k
    ///
    /// ## Shapes
    /// - `self`:  `[…, rows, inner]`, or `[inner]`, taken as one row
    /// - `other`: `[…, inner, columns]`, or `[inner]`, taken as one column
    /// - result:  `[…, rows, columns]`, without the axes that vectors lack
    ///
    /// - Parameters:
    ///   - other: The matrix on the right, of the same element type; of int8 and uint8 either goes with either.
    ///   - dtype: The element type of the sums and of the result. Without it int8 and uint8 give int32, which holds their
    ///     sums exactly, and all other types give themselves: float16 and bfloat16 are added up in float32 and rounded
    ///     in the end, which `accumulating: .float32` leaves out; int32 and int64 wrap around.
    /// - Returns: The product.
    public func matmul(_ other: Tensor, accumulating dtype: DType? = nil) -> Tensor {
        if rank == 1 {
            let result = reshaped(to: [1, -1]).matmul(other, accumulating: dtype)
            return result.rank == 1 ? result.reshaped(to: .scalar) : result.squeezed([-2])
        }
        if other.rank == 1 {
            return matmul(other.reshaped(to: [-1, 1]), accumulating: dtype).squeezed([-1])
        }
        let usual = try? Operands([type, other.type]).productType(accumulating: nil)
        return Tensor(MatMul(accumulation: dtype == usual ? nil : dtype), self, other)
    }
}
