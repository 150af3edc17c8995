// SPDX-License-Identifier: Apache-2.0
import CKernels
import MartletIR
import MartletTensor

/// Lets bias, ReLU and the bias's gradient ride on the step that makes or reads the data anyway.
struct AttachEpilogues {
    static func apply(to units: inout UnitGraph) {
        for (node, instruction) in units.graph.instructions.enumerated() {
            switch instruction.operation {
            case is MatMul, is Convolution, is MaxPooling: attachEpilogue(to: node, &units)
            case is ConvolutionFilterGradient: attachBiasGradient(to: node, &units)
            case let gradient as MaxPoolingGradient:
                linkPooling(gradient, node, &units)
            default: break
            }
        }
        for (node, instruction) in units.graph.instructions.enumerated() {
            guard let pooling = instruction.operation as? MaxPooling else { continue }
            attachPooling(pooling, node, &units)
        }
    }

    /// Lets a pooling ride on the convolution that it pools, if nothing else needs the whole result.
    private static func attachPooling(
        _ pooling: MaxPooling, _ node: Int, _ units: inout UnitGraph
    ) {
        let image = units.graph.instructions[node].operands[0]
        guard !units.outputs.contains(image),
            let convolution = units.units[units.unitOf[image]].nodes.first,
            let epilogue = units.riders(of: convolution).epilogue, epilogue.result == image,
            !epilogue.isRectified,
            units.users[image].allSatisfy({ $0 == node || units.riders(of: $0).notesOf == node }),
            CKWinograd.pools(
                convolution, by: pooling.window, to: units.graph.instructions[node].type.shape,
                in: units.graph)
        else { return }
        let riders = units.riders(of: node)
        units.merge(units.unitOf[node], into: units.unitOf[convolution])
        units.changeRiders(of: convolution) {
            $0.pooling = Riders.Pooling(node: node, epilogue: riders.epilogue)
            $0.makesNotes = riders.makesNotes
        }
    }

    private static func attachEpilogue(to node: Int, _ units: inout UnitGraph) {
        let instructions = units.graph.instructions
        let (dtype, isPooling) = (
            instructions[node].type.dtype, instructions[node].operation is MaxPooling
        )
        guard dtype == .float32 || (isPooling && dtype.isFloating) else { return }
        var epilogue = Riders.Epilogue(result: node)
        // An addition of two products rides on the first alone, with the second as its bias.
        if !isPooling, let user = units.onlyUser(of: node),
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
        units.changeRiders(of: node) { $0.epilogue = epilogue }
    }

    /// The operand that an addition adds to every row of `node`.
    private static func bias(
        addedBy user: Int, to node: Int, _ instructions: [Graph.Instruction]
    ) -> Int? {
        let (sum, product) = (instructions[user], instructions[node].type.shape)
        guard sum.operation is Add, sum.type.shape == product, product.rank > 0,
            let bias = sum.operands.first(where: { $0 != node })
        else { return nil }
        let sizes = instructions[bias].type.shape.sizes
        let columns = product.sizes[product.rank - 1]
        return sizes.last == columns && sizes.dropLast().allSatisfy { $0 == 1 } ? bias : nil
    }

    private static func attachBiasGradient(to node: Int, _ units: inout UnitGraph) {
        let seed = units.graph.instructions[node].operands[1]
        let axes = Array(0..<(units.graph.instructions[seed].type.shape.rank - 1))
        for user in units.users[seed] {
            guard let sum = units.graph.instructions[user].operation as? Sum, sum.axes == axes,
                units.units[units.unitOf[user]].nodes == [user],
                units.canMerge(units.unitOf[node], units.unitOf[user])
            else { continue }
            units.merge(units.unitOf[user], into: units.unitOf[node])
            units.changeRiders(of: node) { $0.biasGradient = user }
            return
        }
    }

    private static func linkPooling(
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
        units.changeRiders(of: forward) { $0.makesNotes = true }
        units.changeRiders(of: node) { $0.notesOf = forward }
    }
}
