// SPDX-License-Identifier: Apache-2.0
import MartletIR

/// The context that a step's C function gets, with the way to free it and to explain a failure.
class StepContext {
    /// What went wrong, after the step has returned a status other than success.
    func explain(_ status: Int32) -> String { "status \(status)" }

    /// The operation that failed, where the step consists of several.
    var failedOperation: String? { nil }
}

/// A context that is one C struct.
final class StructContext<Value>: StepContext {
    let pointer: UnsafeMutablePointer<Value>
    private let explanation: (Value, Int32) -> String

    init(_ value: Value, explain: @escaping (Value, Int32) -> String) {
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
    private let pointer: OpaquePointer
    private let release: (OpaquePointer) -> Void
    private let explanation: (Int32) -> String

    init(
        _ pointer: OpaquePointer, release: @escaping (OpaquePointer) -> Void,
        explain: @escaping (Int32) -> String = { "status \($0)" }
    ) {
        self.pointer = pointer
        self.release = release
        explanation = explain
    }

    override func explain(_ status: Int32) -> String { explanation(status) }

    deinit { release(pointer) }
}

extension BoundStep {
    /// A step whose context is the given struct.
    init<Value>(
        _ run: @escaping StepFunction, _ value: Value,
        explain: @escaping (Value, Int32) -> String = { _, _ in "failed" }
    ) {
        let context = StructContext(value, explain: explain)
        self.init(run: run, address: UnsafeMutableRawPointer(context.pointer), context: context)
    }

    /// A step whose context C code has made; nil means that memory is short or the description wrong.
    init(
        _ run: @escaping StepFunction, made pointer: OpaquePointer?,
        release: @escaping (OpaquePointer) -> Void
    ) throws(ExecutionError) {
        guard let pointer else {
            throw ExecutionError(problem: "a kernel refused its description, or memory is short")
        }
        self.init(
            run: run, address: UnsafeMutableRawPointer(pointer),
            context: ForeignContext(pointer, release: release))
    }
}
