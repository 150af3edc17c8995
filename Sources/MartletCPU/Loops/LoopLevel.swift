// SPDX-License-Identifier: Apache-2.0
import CKernels
import MartletIR
import MartletTensor

/// What a loop over rows and columns has a value of.
enum LoopLevel: Hashable, Sendable {
    case element, row, column, total

    var code: CKLevel {
        switch self {
        case .element: .element
        case .row: .row
        case .column: .column
        case .total: .total
        }
    }
}

/// A reduction as loops do it: elements seen as rows and columns, folded to rows, to columns or to one number.
struct LoopFold: Equatable {
    let operation: CKOperation
    let target: LoopLevel
    let rows: Int
    let columns: Int

    /// Indices are found in rows that fit a tile of any type.
    static let mostIndices = 512

    var isIndex: Bool { operation == .foldIndexOfMaximum || operation == .foldIndexOfMinimum }

    /// The fold for an instruction; nil if it is no reduction, or one over axes in the middle.
    init?(_ instruction: Graph.Instruction, in graph: Graph) {
        let operation: CKOperation
        let axes: [Int]
        switch instruction.operation {
        case let reduction as any Reduction:
            guard let fold = CKOperation(folding: reduction) else { return nil }
            (operation, axes) = (fold, reduction.axes)
        case let extremum as ArgExtremum:
            operation = extremum.isMaximum ? .foldIndexOfMaximum : .foldIndexOfMinimum
            axes = [extremum.axis]
        case let deviations as SquaredDeviations:
            (operation, axes) = (.foldDeviations, deviations.axes)
        default: return nil
        }
        self.init(operation, axes, of: graph.instructions[instruction.operands[0]].type.shape)
    }

    /// The fold of elements of some shape along axes; nil if loops do not have it.
    init?(_ operation: CKOperation, _ axes: [Int], of shape: Shape) {
        let sizes = shape.sizes
        self.operation = operation
        let real = sizes.indices.filter { sizes[$0] != 1 }
        let isReduced = real.map(axes.contains)
        guard let first = isReduced.first, let last = isReduced.last,
            zip(isReduced, isReduced.dropFirst()).count(where: { $0 != $1 }) <= 1
        else { return nil }
        let reduced = axes.map { sizes[$0] }.reduce(1, *)
        let kept = sizes.reduce(1, *) / max(reduced, 1)
        switch (first, last) {
        // A single row that is kept as such is a row; a number is what is left of all axes.
        case (true, true) where !axes.contains(0): (target, rows, columns) = (.row, 1, reduced)
        case (true, true): (target, rows, columns) = (.total, reduced, 1)
        case (false, true): (target, rows, columns) = (.row, kept, reduced)
        case (true, false): (target, rows, columns) = (.column, reduced, kept)
        default: return nil
        }
        if isIndex, target != .row { return nil }
        if operation == .foldDeviations, target != .column { return nil }
    }
}

extension Graph.Instruction {
    /// Whether it is a reduction, of whatever axes.
    var isFold: Bool {
        operation is any Reduction || operation is ArgExtremum || operation is SquaredDeviations
    }
}

extension CKOperation {
    /// The fold of a reduction.
    fileprivate init?(folding reduction: any Reduction) {
        switch reduction {
        case is Sum: self = .foldSum
        case is MartletTensor.Product: self = .foldProduct
        case is ReduceMaximum: self = .foldMaximum
        case is ReduceMinimum: self = .foldMinimum
        default: return nil
        }
    }
}
