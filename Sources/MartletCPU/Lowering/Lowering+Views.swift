// SPDX-License-Identifier: Apache-2.0
import MartletIR
import MartletTensor

extension Lowering {
    /// Reshapes, broadcasts, transposes, slices, reversals and results among several: other strides over the same memory.
    func lowerView(_ node: Int) {
        let instruction = graph.instructions[node]
        let operand = instruction.operands[0]
        if let part = instruction.operation as? NthResult {
            return plan.setView(plan.results(operand)[part.index], of: node)
        }
        var view = plan.movingView(operand)
        switch instruction.operation {
        case let broadcast as Broadcast:
            view = view.broadcast(to: broadcast.shape.sizes)
        case let transpose as Transpose:
            view.sizes = transpose.permutation.map { view.sizes[$0] }
            let strides = view.strides
            view.strides = transpose.permutation.map { strides[$0] }
        case let slice as Slice:
            for axis in view.sizes.indices {
                view.offset += slice.starts[axis] * view.strides[axis]
                view.strides[axis] *= slice.strides[axis]
            }
            view.sizes = instruction.type.shape.sizes
        case let reverse as Reverse where view.count > 0:
            for axis in reverse.axes {
                view.offset += (view.sizes[axis] - 1) * view.strides[axis]
                view.strides[axis].negate()
            }
        case let reshape as Reshape:
            let sizes = reshape.shape.sizes
            view = view.reshaped(to: sizes) ?? plan.dense(operand).reshaped(to: sizes) ?? view
        default: break
        }
        plan.setView(view, of: node)
    }
}
