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
    private let types: [TensorType]
    private let targets: [UnsafeMutableRawPointer]
    private var problem = ""

    init(
        _ operation: any MartletTensor.Primitive, _ operands: [HostTensor],
        _ types: [TensorType], _ targets: [UnsafeMutableRawPointer]
    ) {
        self.operation = operation
        self.operands = operands
        self.types = types
        self.targets = targets
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
            let results = try operation.evaluate(operands, as: types)
            for (result, target) in strictZip(results, targets) {
                result.withUnsafeBytes { bytes in
                    if let base = bytes.baseAddress {
                        target.copyMemory(from: base, byteCount: bytes.count)
                    }
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
        let results = plan.results(node)
        let step = PlannedStep(
            name: operation.name, reads: operands.map(\.storage),
            writes: results.map(\.storage), kernel: "reference",
            work: .whole(nanoseconds: 50 * Double(instruction.type.shape.count))
        ) { memory in
            let hosts = strictZip(operands, types).map { view, type in
                HostTensor(
                    type, Buffer(memory[view], byteCount: type.byteCount, release: { _ in }))
            }
            let context = ReferenceContext(
                operation, hosts, instruction.types, results.map { memory[$0] })
            return context.step
        }
        plan.emit(step)
    }
}
