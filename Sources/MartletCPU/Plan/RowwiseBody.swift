// SPDX-License-Identifier: Apache-2.0
import MartletIR
import MartletTensor

/// A loop's body for fewer rows than it is written for.
///
/// Where each row of what a body computes depends on the same row of what it is given (a recurrent cell over a batch),
/// the rows of a loop can be done independently: a thread walks along its own rows from the first step to the last and
/// never waits for others.
struct RowwiseBody {
    /// The body for the given number of rows.
    let graph: Graph
    /// For each input, whether a group gets its rows of it, rather than all.
    let isCut: [Bool]

    /// `nil` if a row of an output depends on other rows, or if that is not known.
    ///
    /// - Parameters:
    ///   - body: The body.
    ///   - batch: How many rows it is written for.
    ///   - rows: How many rows it shall be for.
    ///   - isCut: For each input, whether it shall be cut.
    init?(_ body: Graph, batch: Int, rows: Int, isCut: [Bool]) {
        let cut = RowCut(batch: batch, rows: rows)
        let cutInputs = Set(strictZip(body.inputs, isCut).filter(\.1).map(\.0))
        var graph = body
        var kinds: [RowCut.Kind] = []
        for (index, instruction) in body.instructions.enumerated() {
            if cutInputs.contains(index) {
                guard let type = cut.type(instruction.type),
                    let placeholder = instruction.operation as? Placeholder
                else { return nil }
                kinds.append(.rows)
                graph.instructions[index].operation = Placeholder(
                    index: placeholder.index, type: type)
                graph.instructions[index].type = type
                continue
            }
            let operands = instruction.operands.map { kinds[$0] }
            let types = instruction.operands.map { body.instructions[$0].type }
            guard let kind = cut.kind(of: instruction, operands, types) else { return nil }
            kinds.append(kind)
            if kind == .whole { continue }
            let cutTypes = instruction.types.compactMap(cut.type)
            guard let operation = cut.operation(instruction.operation, instruction.type),
                cutTypes.count == instruction.types.count
            else { return nil }
            graph.instructions[index].operation = operation
            graph.instructions[index].type = cutTypes[0]
            graph.instructions[index].furtherTypes = Array(cutTypes.dropFirst())
        }
        guard body.outputs.allSatisfy({ kinds[$0] == .rows }),
            (try? Verifier.verify(graph)) != nil
        else { return nil }
        self.graph = graph
        self.isCut = isCut
    }
}

/// How values look to a group of rows.
private struct RowCut {
    /// What a value is along its first axis.
    enum Kind {
        /// The rows of a group.
        case rows
        /// The same in every row.
        case alike
        /// Not cut.
        case whole
    }

    let batch: Int
    let rows: Int

    /// The type of a group's rows.
    func type(_ type: TensorType) -> TensorType? {
        guard let first = type.shape.sizes.first, first == batch else { return nil }
        return TensorType(Shape([rows] + type.shape.sizes.dropFirst()), type.dtype)
    }

    func kind(
        of instruction: Graph.Instruction, _ operands: [Kind], _ types: [TensorType]
    ) -> Kind? {
        let shape = instruction.type.shape
        guard operands.contains(where: { $0 != .whole }) else {
            // What is stretched over the rows is the same in each of them.
            guard instruction.operation is Broadcast, shape.rank > 0, shape[0] == batch,
                types[0].shape.rank < shape.rank || types[0].shape[0] == 1
            else { return .whole }
            return .alike
        }
        guard shape.rank > 0, shape[0] == batch else { return nil }
        let isRowwise =
            ElementwiseKind(instruction, types.map(\.dtype)) != nil
            ? isAligned(operands, types, shape) : keepsRows(instruction, operands, types)
        guard isRowwise else { return nil }
        return operands.contains(.rows) ? .rows : .alike
    }

    /// Whether elementwise operands lie along the rows, or are the same for all of them.
    private func isAligned(_ operands: [Kind], _ types: [TensorType], _ shape: Shape) -> Bool {
        strictZip(operands, types).allSatisfy { kind, type in
            kind == .whole
                ? type.shape.rank < shape.rank || type.shape[0] == 1
                : type.shape.rank == shape.rank
        }
    }

    /// Whether the first axis of the result is that of the operands.
    private func keepsRows(
        _ instruction: Graph.Instruction, _ operands: [Kind], _ types: [TensorType]
    ) -> Bool {
        switch instruction.operation {
        case let product as MatMul:
            let isLeft = operands == [.rows, .whole] || operands == [.alike, .whole]
            return isLeft && types[0].shape.rank == 2 && types[1].shape.rank == 2
                && !product.transposesLeft
        case is Reshape: return true
        case is Broadcast: return types[0].shape.rank == instruction.type.shape.rank
        case let slice as Slice: return slice.starts[0] == 0 && slice.strides[0] == 1
        case let transpose as Transpose: return transpose.permutation[0] == 0
        case let reverse as Reverse: return !reverse.axes.contains(0)
        case let all as Concatenate: return all.axis != 0 && !operands.contains(.whole)
        case let reduction as any Reduction: return !reduction.axes.contains(0)
        case is LSTMCell, is LSTMCellGradient:
            return types[0].shape.rank > 1 && !operands.contains(.whole)
        case is NthResult: return true
        default: return false
        }
    }

    /// The operation for a group's rows.
    func operation(_ operation: any Operation, _ type: TensorType)
        -> (any Operation)?
    {
        let sizes = [rows] + type.shape.sizes.dropFirst()
        switch operation {
        case is Reshape: return Reshape(shape: Shape(sizes))
        case let part as NthResult:
            return NthResult(index: part.index, type: TensorType(Shape(sizes), type.dtype))
        case is Broadcast: return Broadcast(shape: Shape(sizes))
        case let slice as Slice:
            return Slice(
                starts: slice.starts, ends: [rows] + slice.ends.dropFirst(), strides: slice.strides)
        default: return operation
        }
    }
}
