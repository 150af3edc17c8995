// SPDX-License-Identifier: Apache-2.0
package import MartletIR

/// One step of a long short-term memory, behind the sums of its gates.
///
/// Operands: the sums `[…, 4 · units]`, of the input gate, the forget gate, the candidate and the output gate, and the
/// cell `[…, units]`. Results: the state and the next cell, `[…, units]`, and what a gradient needs, `[…, 5 · units]`: the
/// four gates behind their activations, and the hyperbolic tangent of the next cell.
package struct LSTMCell: Composite {
    package static let name = "lstm_cell"

    package init() {}

    package func resultTypes(of operands: Operands) throws(GraphError) -> [TensorType] {
        guard operands.types.count == 2 else {
            throw .wrongCount(operands.types.count, 2, of: "operands of an LSTM's cell")
        }
        let dtype = try operands.commonDType()
        let (gates, cell) = (operands.types[0].shape, operands.types[1].shape)
        guard dtype.isFloating, let units = cell.sizes.last,
            gates.sizes == Array(cell.sizes.dropLast()) + [4 * units]
        else { throw .lstmCell(gates, cell, dtype) }
        let type = TensorType(cell, dtype)
        return [type, type, TensorType(Shape(cell.sizes.dropLast() + [5 * units]), dtype)]
    }

    package func body(_ operands: [Tensor]) -> [Tensor] {
        let gates = operands[0].parts(4)
        let (input, forget, output) = (
            gates[0].sigmoid(), gates[1].sigmoid(), gates[3].sigmoid()
        )
        let candidate = gates[2].tanh()
        let cell = forget * operands[1] + input * candidate
        let bounded = cell.tanh()
        let kept = Tensor.concatenated(
            [input, forget, candidate, output, bounded], axis: -1)
        return [output * bounded, cell, kept]
    }

    /// One operation for both, where nobody asks for more.
    package func gradients(in context: GradientContext) -> [Tensor?] {
        guard context.seeds[2] == nil else { return bodyGradients(in: context) }
        let seeds = (0..<2).map { context.seeds[$0] ?? .zeros(like: context.results[$0]) }
        return Tensor.results(
            of: LSTMCellGradient(), [context.results[2], context.operands[1]] + seeds, count: 2)
    }
}

/// The gradients of ``LSTMCell`` by the sums of its gates and by the cell.
///
/// Operands: what the cell has kept (i, f, g, o and t), the cell c before the step, and the gradients by the state and by the
/// next cell. With D = ∂L/∂c′ + ∂L/∂h · o · (1 − t²):
///
///     by the gates: D·g·i·(1 − i), D·c·f·(1 − f), D·i·(1 − g²), ∂L/∂h·t·o·(1 − o)      by the cell: D·f
package struct LSTMCellGradient: Composite {
    package static let name = "lstm_cell_gradient"

    package init() {}

    package func resultTypes(of operands: Operands) throws(GraphError) -> [TensorType] {
        guard operands.types.count == 4, let units = operands.types[1].shape.sizes.last else {
            throw .wrongCount(
                operands.types.count, 4, of: "operands of the gradient of an LSTM's cell")
        }
        let cell = operands.types[1]
        let gates = TensorType(
            Shape(cell.shape.sizes.dropLast() + [4 * units]), cell.dtype)
        let results = try LSTMCell().resultTypes(of: Operands([gates, cell]))
        let wanted = [results[2], cell, cell, cell]
        try operands.require(wanted) { "the operand \($0)" }
        return [gates, cell]
    }

    package func body(_ operands: [Tensor]) -> [Tensor] {
        let kept = operands[0].parts(5)
        let (input, forget, candidate, output, bounded) = (
            kept[0], kept[1], kept[2], kept[3], kept[4]
        )
        let (cell, byState) = (operands[1], operands[2])
        let byCell = operands[3] + byState * output * (1 - bounded.squared())
        let byGates = [
            byCell * candidate * (input * (1 - input)), byCell * cell * (forget * (1 - forget)),
            byCell * input * (1 - candidate.squared()),
            byState * bounded * (output * (1 - output)),
        ]
        return [.concatenated(byGates, axis: -1), byCell * forget]
    }
}

/// One step of a long short-term memory (LSTM), behind the sums of its gates.
///
///     c′ = σ(f) · c + σ(i) · tanh(g),  h = σ(o) · tanh(c′)
///
/// A recurrent layer makes the sums of its input and its last state, i, f, g, o = x·W + h·U + b, and walks along a sequence with
/// `scan`. In float32 on the processor the step is one kernel, and so is its gradient.
///
/// ## Shapes
/// - `gates`: `[batch, 4 · units]`, in the order of Keras and PyTorch: input, forget, candidate, output; any number of
///   leading axes
/// - `cell`: `[batch, units]`
/// - results: `[batch, units]`
///
/// - Parameters:
///   - gates: The sums of the four gates.
///   - cell: The cell before the step.
/// - Returns: The state and the cell after the step. Traps, or fails the enclosing `checking`, if shapes or types do not fit.
/// - SeeAlso: Hochreiter & Schmidhuber, "Long Short-Term Memory", 1997; Gers, Schmidhuber & Cummins, "Learning to Forget",
///   2000.
public func lstmCell(gates: Tensor, cell: Tensor) -> (state: Tensor, cell: Tensor) {
    let results = Tensor.results(of: LSTMCell(), [gates, cell], count: 3)
    return (results[0], results[1])
}

extension Tensor {
    /// Equal parts along the last axis.
    fileprivate func parts(_ count: Int) -> [Tensor] {
        let width = shape[-1] / count
        let outer = shape.sizes.dropLast()
        return (0..<count).map { index in
            let slice = Slice(
                starts: outer.map { _ in 0 } + [index * width],
                ends: outer + [(index + 1) * width], strides: shape.sizes.map { _ in 1 })
            return Tensor(slice, self)
        }
    }
}

extension GraphError {
    fileprivate static func lstmCell(_ gates: Shape, _ cell: Shape, _ dtype: DType) -> GraphError {
        GraphError(
            code: dtype.isFloating ? .shapeMismatch : .typeMismatch,
            problem: "gates \(gates) and a cell \(cell) of \(dtype) are no step of an LSTM",
            hint: "floating numbers, […, 4 · units] and […, units]; the leading axes are the same")
    }
}
