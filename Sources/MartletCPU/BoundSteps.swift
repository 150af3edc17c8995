// SPDX-License-Identifier: Apache-2.0
import CKernels
import MartletIR

/// Steps that know their memory, with what must live as long as they.
final class BoundSteps {
    let steps: UnsafeMutableBufferPointer<CKStep>
    private let jumps: UnsafeMutableBufferPointer<CKJump>
    private var contexts: [StepContext]
    /// The indices of the steps that labels name.
    private let places: [Label: Int]

    /// - Parameters:
    ///   - planned: Programs that follow each other in memory; jumps stay in their own.
    ///   - memory: Where storages lie.
    /// - Throws: `ExecutionError` if a kernel refuses its description, or memory is short.
    init(_ planned: [PlannedStep], _ memory: Memory) throws {
        let bound = try planned.map { try $0.bind(memory) }
        contexts = bound.map(\.context)
        places = StepRanges.places(of: planned)
        jumps = .allocate(capacity: planned.count)
        steps = .allocate(capacity: planned.count)
        jumps.initialize(repeating: CKJump())
        for (index, bound) in bound.enumerated() {
            steps.initializeElement(at: index, to: step(index, planned[index], bound, memory))
        }
    }

    /// A step in the form that the kernels run, with its jump.
    private func step(
        _ index: Int, _ planned: PlannedStep, _ bound: BoundStep, _ memory: Memory
    ) -> CKStep {
        if let jump = planned.jump, let target = places[jump.target] {
            jumps[index] = jump.bound(memory, to: target)
        }
        let jump = jumps.baseAddress.map { UnsafePointer($0 + index) }
        return CKStep(
            run: bound.run, context: bound.address, units: Int64(planned.work.units),
            tiles: Int32(planned.work.tiles), jump: planned.jump == nil ? nil : jump)
    }

    /// Binds a step again, since storages that it uses have moved.
    func bind(_ index: Int, _ planned: PlannedStep, to memory: Memory) throws {
        let bound = try planned.bind(memory)
        contexts[index] = bound.context
        steps[index] = step(index, planned, bound, memory)
    }

    deinit {
        jumps.deallocate()
        steps.deallocate()
    }

    /// What went wrong in a step.
    func explain(_ index: Int, _ status: Int32) -> String { contexts[index].explain(status) }

    /// The operation that failed in a step that consists of several.
    func failedOperation(_ index: Int) -> String? { contexts[index].failedOperation }
}
