// SPDX-License-Identifier: Apache-2.0
import CKernels
import MartletIR

/// A step before its memory is known.
struct PlannedStep {
    /// The operation, for error messages.
    let name: String
    let reads: [Storage]
    let writes: [Storage]
    /// Makes the step, given where storages lie.
    let bind: (Memory) throws -> BoundStep
}

/// Where each storage of a program lies.
struct Memory {
    let addresses: [UnsafeMutableRawPointer]
    /// A view of each storage's memory that keeps the memory alive.
    let owner: Buffer

    subscript(storage: Storage) -> UnsafeMutableRawPointer { addresses[storage.index] }

    /// The address of a view's first element.
    subscript(view: View) -> UnsafeMutableRawPointer {
        addresses[view.storage.index] + view.offset * view.dtype.byteCount
    }
}

/// A step that can run, with what must live as long as it.
struct BoundStep {
    let step: CKStep
    let context: StepContext
}

/// The context that a step's C function gets, with the way to free it and to explain a failure.
class StepContext {
    /// What went wrong, after the step has returned a status other than success.
    func explain(_ status: Int32) -> String { "status \(status)" }
}

/// A context that is one C struct.
final class StructContext<Value>: StepContext {
    let pointer: UnsafeMutablePointer<Value>
    private let explanation: (Value, Int32) -> String

    init(_ value: Value, explain: @escaping (Value, Int32) -> String = { _, _ in "failed" }) {
        pointer = .allocate(capacity: 1)
        pointer.initialize(to: value)
        explanation = explain
    }

    override func explain(_ status: Int32) -> String { explanation(pointer.pointee, status) }

    deinit {
        pointer.deinitialize(count: 1)
        pointer.deallocate()
    }
}

/// A context that C code has made and must free.
final class ForeignContext: StepContext {
    let pointer: UnsafeMutableRawPointer
    private let release: (UnsafeMutableRawPointer) -> Void

    init(_ pointer: UnsafeMutableRawPointer, release: @escaping (UnsafeMutableRawPointer) -> Void) {
        self.pointer = pointer
        self.release = release
    }

    deinit { release(pointer) }
}

extension BoundStep {
    /// A step whose context is the given struct.
    init<Value>(
        _ run: @escaping @convention(c) (UnsafeMutableRawPointer?) -> Int32, _ value: Value,
        explain: @escaping (Value, Int32) -> String = { _, _ in "failed" }
    ) {
        let context = StructContext(value, explain: explain)
        self.init(step: CKStep(run: run, context: context.pointer), context: context)
    }

    /// A step whose context C code has made; nil means that memory is short or the description wrong.
    init(
        _ run: @escaping @convention(c) (UnsafeMutableRawPointer?) -> Int32,
        made pointer: OpaquePointer?, release: @escaping (OpaquePointer) -> Void
    ) throws(ExecutionError) {
        guard let pointer else {
            throw ExecutionError(problem: "a kernel refused its description, or memory is short")
        }
        let context = ForeignContext(UnsafeMutableRawPointer(pointer)) {
            release(OpaquePointer($0))
        }
        self.init(step: CKStep(run: run, context: context.pointer), context: context)
    }
}
