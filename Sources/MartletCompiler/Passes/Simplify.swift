// SPDX-License-Identifier: Apache-2.0
public import MartletIR
import MartletTensor

/// Arithmetic that can be done, or left out, before the program runs.
///
/// Numbers written in the program are folded; neutral operands, double reshapes, transposes and negations go, and
/// reductions of a single element; a stretched number goes into elementwise operations as the number. `x · 0` stays:
/// x may be NaN.
public struct Simplify: Pass {
    /// The pass.
    public init() {}

    /// The graph with less arithmetic.
    public func apply(to graph: Graph) -> Graph {
        GraphRewriter.rewrite(graph) { rewriter, instruction in
            let stripped = withScalarsUnstretched(instruction, rewriter)
            return folded(stripped, &rewriter) ?? neutral(stripped, rewriter)
                ?? shortened(stripped, &rewriter)
                ?? (stripped.operands == instruction.operands ? nil : rewriter.emit(stripped))
        }
    }

    /// Elementwise operations broadcast by themselves: a stretched number may stay a scalar, if another operand has
    /// the shape of the result.
    private func withScalarsUnstretched(_ instruction: Graph.Instruction, _ rewriter: GraphRewriter)
        -> Graph.Instruction
    {
        guard isElementwise(instruction.operation), instruction.operands.count > 1 else {
            return instruction
        }
        var result = instruction
        for (index, operand) in instruction.operands.enumerated() {
            guard let source = scalarSource(operand, rewriter) else { continue }
            var types = result.operands.map { rewriter[$0].type }
            types[index] = rewriter[source].type
            if (try? instruction.operation.resultType(of: Operands(types))) == instruction.type {
                result.operands[index] = source
            }
        }
        return result
    }

    private func isElementwise(_ operation: any Operation) -> Bool {
        operation is any BinaryElementwise || operation is Compare || operation is Select
            || operation is any Logical
    }

    /// The scalar that a value is a stretched copy of.
    private func scalarSource(_ value: Int, _ rewriter: GraphRewriter) -> Int? {
        var value = value
        while rewriter[value].operation is Broadcast || rewriter[value].operation is Reshape {
            value = rewriter[value].operands[0]
            if rewriter[value].type.shape == .scalar { return value }
        }
        return nil
    }

    /// Elementwise arithmetic on numbers that the program says, done now.
    private func folded(_ instruction: Graph.Instruction, _ rewriter: inout GraphRewriter) -> Int? {
        let operation = instruction.operation
        guard
            operation is any UnaryElementwise || operation is any BinaryElementwise
                || operation is Cast, let primitive = operation as? any Primitive,
            instruction.type.dtype.isFloating
        else { return nil }
        var values: [HostTensor] = []
        for operand in instruction.operands {
            guard let value = rewriter.result.number(operand) else { return nil }
            let dtype = rewriter[operand].type.dtype
            values.append(HostTensor([value], shape: .scalar, dtype: dtype))
        }
        let dtype = instruction.type.dtype
        guard !values.isEmpty,
            let result = try? primitive.evaluate(values, as: TensorType(.scalar, dtype))
        else { return nil }
        let literal = Literal(value: result.doubles[0], dtype: dtype)
        let scalar = rewriter.emit(.init(literal, [], TensorType(.scalar, dtype)))
        if instruction.type.shape == .scalar { return scalar }
        return rewriter.emit(
            .init(Broadcast(shape: instruction.type.shape), [scalar], instruction.type))
    }

    /// The operand that an operation leaves as it is: x + 0, x − 0, x · 1, x / 1, a reshape to the same shape.
    private func neutral(_ instruction: Graph.Instruction, _ rewriter: GraphRewriter) -> Int? {
        let operands = instruction.operands
        func isKept(_ index: Int) -> Bool { rewriter[operands[index]].type == instruction.type }
        func number(_ index: Int) -> Double? { rewriter.result.number(operands[index]) }
        switch instruction.operation {
        case is Add:
            if isKept(0), number(1) == 0 { return operands[0] }
            if isKept(1), number(0) == 0 { return operands[1] }
        case is Subtract:
            if isKept(0), number(1) == 0 { return operands[0] }
        case is Multiply:
            if isKept(0), number(1) == 1 { return operands[0] }
            if isKept(1), number(0) == 1 { return operands[1] }
        case is Divide:
            if isKept(0), number(1) == 1 { return operands[0] }
        case is Reshape, is Broadcast:
            if isKept(0) { return operands[0] }
        default: break
        }
        return nil
    }

    /// Two operations in a row as one.
    private func shortened(_ instruction: Graph.Instruction, _ rewriter: inout GraphRewriter)
        -> Int?
    {
        guard instruction.operands.count == 1 else { return nil }
        let inner = rewriter[instruction.operands[0]]
        switch (instruction.operation, inner.operation) {
        case (is Negate, is Negate):
            return inner.operands[0]
        case (let reshape as Reshape, is Reshape):
            if rewriter[inner.operands[0]].type == instruction.type { return inner.operands[0] }
            return rewriter.emit(reshape, inner.operands, layer: instruction.layer)
        case (let outer as Transpose, let first as Transpose):
            let both = outer.permutation.map { first.permutation[$0] }
            if both == Array(both.indices) { return inner.operands[0] }
            return rewriter.emit(
                Transpose(permutation: both), inner.operands, layer: instruction.layer)
        case (let broadcast as Broadcast, is Broadcast):
            return rewriter.emit(broadcast, inner.operands, layer: instruction.layer)
        case (let reduction as any Reduction, _)
        where reduction.axes.allSatisfy({ inner.type.shape.sizes[$0] == 1 }):
            let reshape = Reshape(shape: instruction.type.shape)
            return rewriter.emit(reshape, instruction.operands, layer: instruction.layer)
        default: return nil
        }
    }
}
