// SPDX-License-Identifier: Apache-2.0
import CKernels
import MartletIR

extension PlanBuilder {
    /// A value as a dense array of another element type; converted once for all that want the same.
    func dense(_ value: Int, as dtype: DType) -> View {
        if type(value).dtype == dtype { return dense(value) }
        let key = ConvertedValue(value: value, dtype: dtype)
        if let known = convertedValues[key] { return known }
        let converted = converted(view(value), to: dtype)
        convertedValues[key] = converted
        return converted
    }

    /// A dense copy of a view with another element type.
    func converted(_ view: View, to dtype: DType) -> View {
        let target = temporary(TensorType(Shape(view.sizes), dtype))
        emitConversion(from: view, to: target)
        return target
    }

    /// Converts the elements of a view to those of a dense one, by the rules of the cast operation.
    func emitConversion(from source: View, to target: View) {
        guard source.count > 0 else { return }
        if source.dtype == target.dtype { return emitCopy(from: source, to: target) }
        guard let kernel = LoopKernel(conversion(from: source, to: target)) else {
            // Too many dimensions: dense first.
            let copy = temporary(TensorType(Shape(source.sizes), source.dtype))
            emitCopy(from: source, to: copy)
            return emitConversion(from: copy, to: target)
        }
        let (count, rounds) = (source.count, rounds.moving([source, target]))
        emit(
            PlannedStep(
                name: "convert", reads: [source.storage] + rounds.storages,
                writes: [target.storage], kernel: "loop",
                work: work(
                    units: kernel.units(of: [count], parts: [1]),
                    Cost(
                        calculating: kernel.nanoseconds(of: [count]),
                        bytes: source.storedByteCount + target.storedByteCount))
            ) { memory in
                let segment = LoopKernel.Segment(
                    [source, target], count: count, parts: 1, in: memory)
                return try kernel.bind(
                    [segment], memory.counts(rounds), scratch: nil)
            })
    }

    private func conversion(from source: View, to target: View) -> LoopCode {
        let cuts = source.dtype.isFloating && target.dtype.isInteger
        let register = ElementwiseKind.register(of: cuts ? source.dtype : target.dtype) ?? .int64
        var code = LoopCode(register: register)
        let isDense = source.isDense
        code.operands = [
            LoopCode.Operand(
                dtype: source.dtype, isOutput: false, sizes: isDense ? [] : source.sizes,
                strides: isDense ? [] : source.strides),
            LoopCode.Operand(dtype: target.dtype, isOutput: true, sizes: [], strides: []),
        ]
        code.instructions = [
            LoopCode.Instruction(operation: .copy, result: .operand(1), sources: [.operand(0)])
        ]
        return code
    }
}

/// A value of the graph in an element type that is not its own.
struct ConvertedValue: Hashable {
    let value: Int
    let dtype: DType
}
