// SPDX-License-Identifier: Apache-2.0
public import MartletIR
import MartletTensor

extension Graph {
    /// About how many floating-point operations a run takes.
    ///
    /// Products of matrices and convolutions count two for each multiplication; anything else counts one for each
    /// element of its result or, if that is more, of its first operand. A scan counts all its steps, a branch its dearest
    /// body, a loop whose turns nobody knows one turn.
    public var floatingPointOperations: Int {
        instructions.reduce(0) { total, instruction in
            let (sum, overflow) = total.addingReportingOverflow(cost(of: instruction))
            return overflow ? .max : sum
        }
    }

    private func product(_ count: Int, _ cost: Int) -> Int {
        let (product, overflow) = count.multipliedReportingOverflow(by: cost)
        return overflow ? .max : product
    }

    private func cost(of instruction: Instruction) -> Int {
        let result = instruction.type.shape.count
        let operands = instruction.operands.map { instructions[$0].type.shape }
        switch instruction.operation {
        case let product as MatMul:
            return 2 * result * operands[0][product.transposesLeft ? -2 : -1]
        case is Convolution:
            return 2 * result * (operands[1].count / max(operands[1][-1], 1))
        case is ConvolutionInputGradient:
            return 2 * operands[1].count * (operands[0].count / max(operands[0][-1], 1))
        case is ConvolutionFilterGradient:
            return 2 * operands[1].count * (result / max(instruction.type.shape[-1], 1))
        case is Placeholder, is Literal, is Constant, is Reshape, is NthResult, is Barrier:
            return 0
        case let scan as Scan:
            return product(scan.length, scan.body.floatingPointOperations)
        case let branch as Branch:
            return branch.branches.map(\.floatingPointOperations).max() ?? 0
        case let region as any RegionOperation:
            return region.regions.map(\.floatingPointOperations).max() ?? 0
        default:
            return max(result, operands.first?.count ?? 0)
        }
    }
}
