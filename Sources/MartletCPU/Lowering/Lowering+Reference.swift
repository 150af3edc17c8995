// SPDX-License-Identifier: Apache-2.0
import CKernels
import MartletIR
import MartletTensor

/// A step that runs an operation's reference kernel.
///
/// It allocates; everything that is trained often has a fast lowering.
final class ReferenceContext: StepContext {
    private let operation: any MartletTensor.Primitive
    private let operands: [HostTensor]
    private let type: TensorType
    private let target: UnsafeMutableRawPointer
    private var problem = ""

    init(
        _ operation: any MartletTensor.Primitive, _ operands: [HostTensor], _ type: TensorType,
        _ target: UnsafeMutableRawPointer
    ) {
        self.operation = operation
        self.operands = operands
        self.type = type
        self.target = target
    }

    /// Valid as long as this object lives.
    var step: BoundStep {
        BoundStep(
            run: { context, _, _, _ in
                guard let context else { return -1 }
                return Unmanaged<ReferenceContext>.fromOpaque(context).takeUnretainedValue().run()
            }, address: Unmanaged.passUnretained(self).toOpaque(), context: self)
    }

    private func run() -> Int32 {
        do throws(ExecutionError) {
            let result = try operation.evaluate(operands, as: type)
            result.withUnsafeBytes { bytes in
                if let base = bytes.baseAddress {
                    target.copyMemory(from: base, byteCount: type.byteCount)
                }
            }
            return 0
        } catch {
            problem = error.problem
            return -1
        }
    }

    override func explain(_ status: Int32) -> String { problem }
}

extension Lowering {
    /// The operations of a unit by their own kernels in Swift, one by one.
    func lowerByReference(_ node: Int) {
        for member in units.units[units.unitOf[node]].nodes { emitReference(member) }
    }

    /// One operation on host tensors that lie in the program's memory.
    func emitReference(_ node: Int) {
        let instruction = graph.instructions[node]
        guard let operation = instruction.operation as? any MartletTensor.Primitive else {
            internalFailure("\(instruction.operation.name) cannot be computed")
        }
        let operands = instruction.operands.map { plan.dense($0) }
        let types = instruction.operands.map { plan.type($0) }
        let result = plan.result(node)
        let step = PlannedStep(
            name: operation.name, reads: operands.map(\.storage), writes: [result.storage],
            work: .whole(nanoseconds: 50 * Double(instruction.type.shape.count))
        ) { memory in
            let hosts = strictZip(operands, types).map { view, type in
                HostTensor(
                    type, Buffer(memory[view], byteCount: type.byteCount, release: { _ in }))
            }
            let context = ReferenceContext(operation, hosts, instruction.type, memory[result])
            return context.step
        }
        plan.emit(step)
    }
}
