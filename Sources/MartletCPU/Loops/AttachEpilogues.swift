// SPDX-License-Identifier: Apache-2.0
import CKernels
import MartletIR
import MartletTensor

/// Lets residual, bias, ReLU and the bias's gradient ride on the step that makes or reads the data anyway.
struct AttachEpilogues {
    /// Merges units; `addsResiduals` says whether the kernels of products add arrays as large as the result.
    static func apply(to units: inout UnitGraph, addsResiduals: Bool) {
        for (node, instruction) in units.graph.instructions.enumerated() {
            switch instruction.operation {
            case is MatMul: attachEpilogue(to: node, &units, addsResiduals: addsResiduals)
            case is Convolution, is MaxPooling: attachEpilogue(to: node, &units)
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

    private static func attachEpilogue(
        to node: Int, _ units: inout UnitGraph, addsResiduals: Bool = false
    ) {
        let instructions = units.graph.instructions
        let (dtype, isPooling) = (
            instructions[node].type.dtype, instructions[node].operation is MaxPooling
        )
        guard dtype == .float32 || (isPooling && dtype.isFloating) else { return }
        var epilogue = Riders.Epilogue(result: node)
        func append(_ user: Int) {
            epilogue.result = user
            units.merge(units.unitOf[user], into: units.unitOf[node])
        }
        if addsResiduals, let (user, residual) = addition(to: epilogue.result, units),
            instructions[residual].type.shape == instructions[node].type.shape
        {
            epilogue.residual = residual
            append(user)
        }
        if !isPooling, let (user, bias) = addition(to: epilogue.result, units),
            isRow(bias, of: node, instructions)
        {
            epilogue.bias = bias
            append(user)
        }
        if let user = units.onlyUser(of: epilogue.result), instructions[user].operation is ReLU {
            epilogue.isRectified = true
            append(user)
        }
        units.changeRiders(of: node) { $0.epilogue = epilogue }
    }

    /// The addition that alone reads a value and keeps its shape, and what it adds; one of two products rides on the
    /// first alone.
    private static func addition(to value: Int, _ units: UnitGraph) -> (user: Int, added: Int)? {
        let instructions = units.graph.instructions
        guard let user = units.onlyUser(of: value), instructions[user].operation is Add,
            units.units[units.unitOf[user]].nodes == [user],
            instructions[user].type.shape == instructions[value].type.shape,
            let added = instructions[user].operands.first(where: { $0 != value })
        else { return nil }
        return (user, added)
    }

    /// Whether a value has one number for each column of a product.
    private static func isRow(
        _ value: Int, of node: Int, _ instructions: [Graph.Instruction]
    ) -> Bool {
        let (sizes, product) = (
            instructions[value].type.shape.sizes, instructions[node].type.shape.sizes
        )
        return !product.isEmpty && sizes.last == product.last
            && sizes.dropLast().allSatisfy { $0 == 1 }
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
