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
        if instruction.operation is Barrier {
            plan.setResults(instruction.operands.map { plan.movingView($0) }, of: node)
            return plan.setView(plan.movingView(operand), of: node)
        }
        let view = plan.movingView(operand)
        let seen = view.seen(through: instruction) ?? plan.dense(operand).seen(through: instruction)
        plan.setView(seen ?? view, of: node)
    }
}

extension View {
    /// The same memory as an instruction that only looks at it shows it; nil if no strides say that.
    func seen(through instruction: Graph.Instruction) -> View? {
        var view = self
        switch instruction.operation {
        case let broadcast as Broadcast:
            view = view.broadcast(to: broadcast.shape.sizes)
        case let transpose as Transpose:
            view.sizes = transpose.permutation.map { sizes[$0] }
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
            return view.reshaped(to: reshape.shape.sizes)
        default: break
        }
        return view
    }
}
