// SPDX-License-Identifier: Apache-2.0
import MartletIR
import MartletTensor

/// Lets bias, ReLU and the bias's gradient ride on the step that makes or reads the data anyway.
struct AttachEpilogues {
    /// What follows a matrix product, a convolution or a pooling in the same step.
    struct Epilogue {
        /// The value added to every row, one number for each column.
        var bias: Int?
        /// Whether negative results become 0.
        var isRectified = false
        /// The value that the primitive makes in the end.
        var result: Int
    }

    /// By the instruction of the product or convolution.
    private(set) var epilogues: [Int: Epilogue] = [:]
    /// For a convolution's filter gradient, the sum of its seed over everything but features.
    private(set) var biasGradients: [Int: Int] = [:]
    /// For a max-pooling gradient, the pooling whose notes it reads.
    private(set) var poolings: [Int: Int] = [:]

    init(_ units: inout UnitGraph) {
        for (node, instruction) in units.graph.instructions.enumerated() {
            switch instruction.operation {
            case is MatMul, is Convolution, is MaxPooling: attachEpilogue(to: node, &units)
            case is ConvolutionFilterGradient: attachBiasGradient(to: node, &units)
            case let gradient as MaxPoolingGradient:
                linkPooling(gradient, node, &units)
            default: break
            }
        }
    }

    private mutating func attachEpilogue(to node: Int, _ units: inout UnitGraph) {
        let instructions = units.graph.instructions
        guard instructions[node].type.dtype == .float32 else { return }
        var epilogue = Epilogue(result: node)
        // An addition of two products rides on the first alone, with the second as its bias.
        if !(instructions[node].operation is MaxPooling), let user = units.onlyUser(of: node),
            units.units[units.unitOf[user]].nodes == [user],
            let bias = bias(addedBy: user, to: node, instructions)
        {
            epilogue.bias = bias
            epilogue.result = user
            units.merge(units.unitOf[user], into: units.unitOf[node])
        }
        if let user = units.onlyUser(of: epilogue.result), instructions[user].operation is ReLU {
            epilogue.isRectified = true
            epilogue.result = user
            units.merge(units.unitOf[user], into: units.unitOf[node])
        }
        units.setKind(.operation, of: units.unitOf[node])
        epilogues[node] = epilogue
    }

    /// The operand that an addition adds to every row of `node`.
    private func bias(addedBy user: Int, to node: Int, _ instructions: [Graph.Instruction]) -> Int?
    {
        let (sum, product) = (instructions[user], instructions[node].type.shape)
        guard sum.operation is Add, sum.type.shape == product, product.rank > 0,
            let bias = sum.operands.first(where: { $0 != node })
        else { return nil }
        let sizes = instructions[bias].type.shape.sizes
        let columns = product.sizes[product.rank - 1]
        return sizes.last == columns && sizes.dropLast().allSatisfy { $0 == 1 } ? bias : nil
    }

    private mutating func attachBiasGradient(to node: Int, _ units: inout UnitGraph) {
        let seed = units.graph.instructions[node].operands[1]
        let axes = Array(0..<(units.graph.instructions[seed].type.shape.rank - 1))
        for user in units.users[seed] {
            guard let sum = units.graph.instructions[user].operation as? Sum, sum.axes == axes,
                units.units[units.unitOf[user]].nodes == [user],
                units.canMerge(units.unitOf[node], units.unitOf[user])
            else { continue }
            units.merge(units.unitOf[user], into: units.unitOf[node])
            biasGradients[node] = user
            return
        }
    }

    private mutating func linkPooling(
        _ gradient: MaxPoolingGradient, _ node: Int, _ units: inout UnitGraph
    ) {
        let image = units.graph.instructions[node].operands[0]
        let forward = units.users[image].first { user in
            units.graph.instructions[user].operation.isEqual(
                to: MaxPooling(window: gradient.window))
        }
        guard let forward else { return }
        let (before, after) = (units.unitOf[forward], units.unitOf[node])
        guard !units.depends(before, on: after) else { return }
        units.addDependencies(of: after, on: [before])
        poolings[node] = forward
    }
}
