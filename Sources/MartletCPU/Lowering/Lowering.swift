// SPDX-License-Identifier: Apache-2.0
import CKernels
import MartletIR
import MartletTensor

/// Turns units into steps: the table of what has a fast lowering.
///
/// What has none runs its reference kernel.
struct Lowering {
    let plan: PlanBuilder
    let units: UnitGraph

    init(_ plan: PlanBuilder, _ units: UnitGraph) {
        self.plan = plan
        self.units = units
    }

    var graph: Graph { plan.graph }

    /// Whether a composite is one that has a kernel, on operands of these types.
    static func keeps(_ composite: any Composite, _ types: [TensorType]) -> Bool {
        switch composite {
        case is ScaledDotProductAttention, is ScaledDotProductAttentionGradient, is LSTMCell,
            is LSTMCellGradient:
            types[0].dtype == .float32 && types[0].shape.rank <= Int(CK_MAX_RANK)
                && types.allSatisfy { $0.shape.count > 0 }
        case let deviations as SquaredDeviations: keeps(deviations, types[0])
        default: false
        }
    }

    /// Emits the steps of a unit whose operands are computed.
    func lower(_ unit: Int) throws {
        switch units.units[unit].kind {
        case .source: break
        case .view: lowerView(units.units[unit].nodes[0])
        case .loop(let loop): try lower(loop, unit)
        case .operation(let riders): try lowerOperation(units.units[unit].nodes[0], riders)
        }
    }

    func lowerOperation(_ node: Int, _ riders: Riders) throws {
        let instruction = graph.instructions[node]
        if instruction.type.shape.count == 0, instruction.furtherTypes.isEmpty,
            riders.biasGradient == nil
        {
            _ = plan.result(riders.epilogue?.result ?? node)
            return
        }
        if try !lower(instruction.operation, at: node) { lowerByReference(node) }
    }

    /// Emits the fast steps for an operation; false if there are none for its types.
    private func lower(_ operation: any Operation, at node: Int) throws -> Bool {
        switch operation {
        case let operation as MatMul: try lowerMatMul(operation, node)
        case let operation as Convolution: try lowerConvolution(operation, node)
        case let operation as ConvolutionInputGradient: try lowerInputGradient(operation, node)
        case let operation as ConvolutionFilterGradient: try lowerFilterGradient(operation, node)
        case let operation as MaxPooling: lowerMaxPooling(operation, node)
        case let operation as MaxPoolingGradient: lowerMaxPoolingGradient(operation, node)
        case let operation as AveragePooling: lowerAveragePooling(operation, node)
        case let operation as AveragePoolingGradient: lowerAverageGradient(operation, node)
        case let operation as any Reduction: lowerReduction(operation, node)
        case is SquaredDeviations: lowerDeviations(node)
        case let operation as ArgExtremum: lowerArgExtremum(operation, node)
        case let operation as CumulativeSum: lowerCumulativeSum(operation, node)
        case let operation as ArgSort: lowerSort(operation, node)
        case let operation as Concatenate: lowerConcatenate(operation, node)
        case let operation as Pad: lowerPad(operation, node)
        case let operation as Take: lowerTake(operation, node)
        case let operation as ScatterAdd: lowerScatterAdd(operation, node)
        case let operation as TakeAlong: lowerTakeAlong(operation, node)
        case let operation as ScatterAlongAdd: lowerScatterAlong(operation, node)
        case let operation as ScaledDotProductAttention: lowerAttention(operation, node)
        case let operation as ScaledDotProductAttentionGradient:
            lowerAttentionGradient(operation, node)
        case let operation as LSTMCell: lowerLSTMCell(operation, node)
        case let operation as LSTMCellGradient: lowerLSTMCellGradient(operation, node)
        case let operation as Scan: try lowerScan(operation, node)
        case let operation as WhileLoop: try lowerWhile(operation, node)
        case let operation as Branch: try lowerBranch(operation, node)
        case let operation as Call: try lowerCall(operation, node)
        case let operation as RandomUniform: lowerRandom(node, operation.stream, isNormal: false)
        case let operation as RandomNormal: lowerRandom(node, operation.stream, isNormal: true)
        default: false
        }
    }

    /// About how long it takes to read or write so many bytes in the caches.
    func nanoseconds(moving bytes: Int) -> Double { Double(bytes) / Speed.bytesPerNanosecond }
}
