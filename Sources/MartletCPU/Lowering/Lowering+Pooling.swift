// SPDX-License-Identifier: Apache-2.0
import CKernels
import MartletIR
import MartletTensor

// By our own kernels, whoever multiplies and convolves: a library's lets NaN vanish.
extension Lowering {
    private func isSupported(_ window: Window, _ image: Shape, _ result: Shape) -> Bool {
        (1...3).contains(window.size.count) && image.count > 0 && result.count > 0
    }

    func lowerMaxPooling(_ operation: MaxPooling, _ node: Int) -> Bool {
        let operand = graph.instructions[node].operands[0]
        let (image, shape) = (plan.type(operand).shape, plan.type(node).shape)
        guard isSupported(operation.window, image, shape) else { return false }
        let riders = units.riders(of: node)
        var notes: View?
        if riders.makesNotes {
            guard let made = makeNotes(operation.window, image, shape, of: node) else {
                return false
            }
            notes = made
        }
        emitPooling(
            operation.name, operation.window, from: plan.dense(operand),
            to: plan.result(riders.epilogue?.result ?? node), notes: notes,
            isRectified: riders.epilogue?.isRectified ?? false, { ck_max_pool_run($0, $1, $2, $3) })
        return true
    }

    /// Where a pooling's result and notes go that rides on a convolution.
    func pooledResult(_ pooling: Riders.Pooling, makesNotes: Bool) -> PooledResult {
        var notes: View?
        if makesNotes {
            let made = plan.temporary(TensorType(plan.type(pooling.node).shape, .uint8))
            plan.poolingNotes[pooling.node] = made
            notes = made
        }
        return PooledResult(
            result: plan.result(pooling.epilogue?.result ?? pooling.node), notes: notes,
            isRectified: pooling.epilogue?.isRectified ?? false)
    }

    /// Memory for the places of chosen elements; nil if windows are too large for it.
    private func makeNotes(_ window: Window, _ image: Shape, _ result: Shape, of node: Int)
        -> View?
    {
        var kernel = CKPooling()
        kernel.window = CKWindow(window, image: image, result: result)
        guard ck_max_pool_supported(&kernel) else { return nil }
        let notes = plan.temporary(TensorType(result, .uint8))
        plan.poolingNotes[node] = notes
        return notes
    }

    private func emitPooling(
        _ name: String, _ window: Window, from image: View, to result: View, notes: View?,
        isRectified: Bool, _ run: @escaping StepFunction
    ) {
        var kernel = CKPooling()
        kernel.window = CKWindow(window, image: Shape(image.sizes), result: Shape(result.sizes))
        kernel.channels = Int64(image.sizes[image.sizes.count - 1])
        kernel.is_rectified = isRectified
        kernel.type = CKType(result.dtype)
        plan.emit(
            name, reads: [image], writes: [result] + (notes.map { [$0] } ?? []), kernel,
            units: {
                ck_pooling_units(UnsafeRawPointer($0).assumingMemoryBound(to: CKWindow.self))
            },
            nanoseconds: nanoseconds(moving: image.byteCount + result.byteCount), run
        ) { kernel, memory in
            kernel.image = UnsafeRawPointer(memory[image])
            kernel.result = memory[result]
            kernel.notes = notes.map { memory[$0].assumingMemoryBound(to: UInt8.self) }
        }
    }

    func lowerMaxPoolingGradient(_ operation: MaxPoolingGradient, _ node: Int) -> Bool {
        let operands = graph.instructions[node].operands
        let (image, pooled) = (plan.type(node).shape, plan.type(operands[1]).shape)
        guard isSupported(operation.window, image, pooled) else { return false }
        let forward = units.riders(of: node).notesOf ?? node
        if plan.poolingNotes[forward] == nil {
            guard let notes = makeNotes(operation.window, image, pooled, of: forward) else {
                return false
            }
            emitPooling(
                operation.name, operation.window, from: plan.dense(operands[0]),
                to: plan.temporary(plan.type(operands[1])), notes: notes, isRectified: false,
                { ck_max_pool_run($0, $1, $2, $3) })
        }
        emitGradient(
            operation.name, node, operation.window, seed: plan.dense(operands[1]),
            notes: plan.poolingNotes[forward], { ck_max_pool_gradient_run($0, $1, $2, $3) })
        return true
    }

    func lowerAveragePooling(_ operation: AveragePooling, _ node: Int) -> Bool {
        let operand = graph.instructions[node].operands[0]
        let shape = plan.type(node).shape
        guard isSupported(operation.window, plan.type(operand).shape, shape) else {
            return false
        }
        emitPooling(
            operation.name, operation.window, from: plan.dense(operand), to: plan.result(node),
            notes: nil, isRectified: false, { ck_average_pool_run($0, $1, $2, $3) })
        return true
    }

    func lowerAverageGradient(_ operation: AveragePoolingGradient, _ node: Int) -> Bool {
        let seed = graph.instructions[node].operands[0]
        let shape = plan.type(node).shape
        guard isSupported(operation.window, shape, plan.type(seed).shape) else {
            return false
        }
        emitGradient(
            operation.name, node, operation.window, seed: plan.dense(seed), notes: nil,
            { ck_average_pool_gradient_run($0, $1, $2, $3) })
        return true
    }

    private func emitGradient(
        _ name: String, _ node: Int, _ window: Window, seed: View, notes: View?,
        _ run: @escaping StepFunction
    ) {
        let result = plan.result(node)
        var kernel = CKPoolingGradient()
        kernel.type = CKType(result.dtype)
        kernel.window = CKWindow(window, image: Shape(result.sizes), result: Shape(seed.sizes))
        kernel.channels = Int64(seed.sizes[seed.sizes.count - 1])
        plan.emit(
            name, reads: [seed] + (notes.map { [$0] } ?? []), writes: [result], kernel,
            units: {
                ck_pooling_gradient_units(
                    UnsafeRawPointer($0).assumingMemoryBound(to: CKWindow.self))
            }, nanoseconds: nanoseconds(moving: seed.byteCount + result.byteCount), run
        ) { kernel, memory in
            kernel.seed = UnsafeRawPointer(memory[seed])
            kernel.notes = notes.map {
                UnsafePointer(memory[$0].assumingMemoryBound(to: UInt8.self))
            }
            kernel.gradient = memory[result]
        }
    }
}
