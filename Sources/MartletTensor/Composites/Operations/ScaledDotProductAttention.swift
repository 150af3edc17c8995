// SPDX-License-Identifier: Apache-2.0
package import MartletIR

/// Attention: each query's mean of the values, weighted by how well the keys fit.
///
/// Operands: queries `[…, positions, width]`, keys `[…, sources, width]`, values `[…, sources, valueWidth]` and, if there is
/// one, a mask that broadcasts to `[…, positions, sources]`. Results: the means, `[…, positions, valueWidth]`, and the
/// logarithm of each query's sum of weights, `[…, positions]`, from which a gradient finds the weights again.
package struct ScaledDotProductAttention: Composite {
    package static let name = "scaled_dot_product_attention"
    /// The factor of the scores.
    package let scale: Double
    /// Whether a position sees only sources up to its own.
    package let isCausal: Bool

    package init(scale: Double, isCausal: Bool) {
        (self.scale, self.isCausal) = (scale, isCausal)
    }

    package func resultTypes(of operands: Operands) throws(GraphError) -> [TensorType] {
        let types = operands.types
        guard types.count == 3 || types.count == 4 else {
            throw .wrongCount(types.count, 3, of: "operands of attention")
        }
        let dtype = try Operands(Array(types[..<3])).commonDType()
        guard dtype.isFloating else { throw .attention("needs floating numbers, not \(dtype)") }
        let (query, key, value) = (types[0].shape, types[1].shape, types[2].shape)
        guard query.rank >= 2, query.rank == key.rank, query.rank == value.rank,
            query.sizes.dropLast(2) == key.sizes.dropLast(2),
            query.sizes.dropLast(2) == value.sizes.dropLast(2),
            query[-1] == key[-1], key[-2] == value[-2]
        else { throw .attentionShapes(query, key, value) }
        let scores = Shape(query.sizes.dropLast() + [key[-2]])
        if types.count == 4 { try check(types[3], scores, dtype) }
        return [
            TensorType(Shape(query.sizes.dropLast() + [value[-1]]), dtype),
            TensorType(Shape(Array(query.sizes.dropLast())), dtype),
        ]
    }

    private func check(_ mask: TensorType, _ scores: Shape, _ dtype: DType) throws(GraphError) {
        guard mask.dtype == .bool || mask.dtype == dtype else {
            throw .attention("a mask is bool or \(dtype), not \(mask.dtype)")
        }
        guard Shape.broadcast(mask.shape, scores) == scores else {
            throw .attention("the mask \(mask.shape) does not broadcast to the scores \(scores)")
        }
        guard !isCausal else { throw .attention("is given a mask and isCausal; make one mask") }
    }

    package func body(_ operands: [Tensor]) -> [Tensor] {
        let scores = scores(operands)
        let greatest = scores.max([-1], keepingDimensions: true).stopGradient()
        let none = greatest .== -Double.infinity
        let offset = Tensor.select(none, .zeros(like: greatest), greatest)
        let weights = (scores - offset).exp()
        let sum = weights.sum([-1], keepingDimensions: true)
        let divisor = Tensor.select(none, .ones(like: sum), sum)
        let means = Tensor(MatMul(), weights / divisor, operands[2])
        return [means, (sum.log() + offset).squeezed([-1])]
    }

    /// How well each key fits each query; −∞ where it is masked.
    func scores(_ operands: [Tensor]) -> Tensor {
        let products = Tensor(MatMul(transposesRight: true), operands[0], operands[1]) * scale
        let nothing = Tensor.full(.scalar, -.infinity, dtype: products.dtype)
        if isCausal {
            let (rows, columns) = (products.shape[-2], products.shape[-1])
            let sees = Tensor.range(rows).reshaped(to: [rows, 1]) .>= Tensor.range(columns)
            return Tensor.select(sees, products, nothing)
        }
        guard operands.count > 3 else { return products }
        let mask = operands[3]
        return mask.dtype == .bool ? Tensor.select(mask, products, nothing) : products + mask
    }

    /// One operation for all three, where nobody asks for more.
    package func gradients(in context: GradientContext) -> [Tensor?] {
        let isUsual = context.seeds[1] == nil && !context.isNeeded.dropFirst(3).contains(true)
        guard isUsual, let seed = context.seeds[0] else { return bodyGradients(in: context) }
        let gradient = ScaledDotProductAttentionGradient(scale: scale, isCausal: isCausal)
        let operands = context.operands + context.results + [seed]
        let results = Tensor.results(of: gradient, operands, count: 3)
        return results + context.operands.dropFirst(3).map { _ in nil }
    }
}

/// The gradients of attention by queries, keys and values.
///
/// Operands: those of ``ScaledDotProductAttention``, its two results, and the gradient by the first. With P the weights and
/// D = ∂L/∂O · Vᵀ:
///
///     ∂L/∂V = Pᵀ · ∂L/∂O,  S = P · (D − Σ ∂L/∂O · O),  ∂L/∂Q = scale · S·K,  ∂L/∂K = scale · Sᵀ·Q
///
/// Source: Dao et al., "FlashAttention", 2022.
package struct ScaledDotProductAttentionGradient: Composite {
    package static let name = "scaled_dot_product_attention_gradient"
    package let scale: Double
    package let isCausal: Bool

    package init(scale: Double, isCausal: Bool) {
        (self.scale, self.isCausal) = (scale, isCausal)
    }

    package func resultTypes(of operands: Operands) throws(GraphError) -> [TensorType] {
        let count = operands.types.count - 3
        guard count == 3 || count == 4 else {
            throw .wrongCount(operands.types.count, 6, of: "operands of the gradient of attention")
        }
        let forward = ScaledDotProductAttention(scale: scale, isCausal: isCausal)
        let results = try forward.resultTypes(of: Operands(Array(operands.types[..<count])))
        let wanted = results + [results[0]]
        try Operands(Array(operands.types[count...])).require(wanted) { "the result \($0)" }
        return Array(operands.types[..<3])
    }

    package func body(_ operands: [Tensor]) -> [Tensor] {
        let count = operands.count - 3
        let (query, key, value) = (operands[0], operands[1], operands[2])
        let (means, sums, seed) = (operands[count], operands[count + 1], operands[count + 2])
        let scores = ScaledDotProductAttention(scale: scale, isCausal: isCausal)
            .scores(Array(operands[..<count]))
        let total = sums.expandingDimension(at: -1)
        let isNone = total .== -Double.infinity
        let weights = (scores - Tensor.select(isNone, .zeros(like: total), total)).exp()
        let slopes = Tensor(MatMul(transposesRight: true), seed, value)
        let shift = (seed * means).sum([-1], keepingDimensions: true)
        let byScores = weights * (slopes - shift) * scale
        return [
            Tensor(MatMul(), byScores, key), Tensor(MatMul(transposesLeft: true), byScores, query),
            Tensor(MatMul(transposesLeft: true), weights, seed),
        ]
    }
}

/// Attention: each query's mean of the values, weighted by how well the keys fit.
///
///     y = softmax(scale · query · keyᵀ + mask) · value
///
/// A query that sees no source at all gets zeros. In float32 on the processor the weights of all pairs are never kept,
/// neither forward nor backward: memory is linear in positions and sources.
///
/// ## Shapes
/// - `query`: `[batch, heads, positions, width]`; any number of leading axes
/// - `key`:   `[batch, heads, sources, width]`
/// - `value`: `[batch, heads, sources, valueWidth]`
/// - `mask`:  broadcasts to `[batch, heads, positions, sources]`
/// - result:  `[batch, heads, positions, valueWidth]`
///
/// - Parameters:
///   - query: What is looked for.
///   - key: What it is compared with.
///   - value: What is averaged.
///   - mask: Truth values, true where a position sees a source; or numbers that are added to the scores.
///   - isCausal: Whether a position sees only sources up to its own; not together with a mask.
///   - scale: The factor of the scores; 1/√width if `nil`.
/// - Returns: The means. Traps, or fails the enclosing `checking`, if shapes or types do not fit.
/// - SeeAlso: Vaswani et al., "Attention Is All You Need", 2017;
///   PyTorch's `torch.nn.functional.scaled_dot_product_attention`.
public func scaledDotProductAttention(
    query: Tensor, key: Tensor, value: Tensor, mask: Tensor? = nil, isCausal: Bool = false,
    scale: Double? = nil
) -> Tensor {
    let width = Double(Swift.max(query.shape.sizes.last ?? 1, 1))
    let operation = ScaledDotProductAttention(
        scale: scale ?? 1 / width.squareRoot(), isCausal: isCausal)
    let operands = [query, key, value] + (mask.map { [$0] } ?? [])
    return Tensor.results(of: operation, operands, count: 2)[0]
}

extension GraphError {
    fileprivate static func attention(_ problem: String) -> GraphError {
        GraphError(code: .typeMismatch, problem: problem)
    }

    fileprivate static func attentionShapes(_ query: Shape, _ key: Shape, _ value: Shape)
        -> GraphError
    {
        GraphError(
            code: .shapeMismatch,
            problem: "queries \(query), keys \(key) and values \(value) do not fit",
            hint: "[…, positions, width], […, sources, width], […, sources, any width]; "
                + "the leading axes are the same")
    }
}
