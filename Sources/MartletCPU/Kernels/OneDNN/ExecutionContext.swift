// SPDX-License-Identifier: Apache-2.0
import CKernels
import COneDNN
import MartletIR

/// A primitive with its arguments, ready to run.
final class ExecutionContext: StepContext {
    private let primitive: Primitive
    private let stream: Stream
    private var memories: [MDNNMemory] = []
    private var execution: OpaquePointer?

    init(
        _ primitive: Primitive, _ handle: MDNNPrimitive, _ stream: Stream,
        _ arguments: [(MDNNSlot, MDNNLayout, UnsafeMutableRawPointer)]
    ) throws(ExecutionError) {
        self.primitive = primitive
        self.stream = stream
        super.init()
        let library = primitive.library
        var bound: [MDNNArgument] = []
        for (slot, layout, address) in arguments {
            var memory = MDNNMemory()
            try library.check(
                mdnn_memory_create(library.table, layout, library.engine, address, &memory),
                "a memory object")
            memories.append(memory)
            bound.append(MDNNArgument(slot: slot, memory: memory))
        }
        execution = mdnn_execution_create(
            library.table, handle, stream.handle, bound, Int32(bound.count))
        guard execution != nil else { throw ExecutionError(problem: "out of memory") }
    }

    deinit {
        mdnn_execution_destroy(execution)
        for memory in memories { mdnn_memory_destroy(primitive.library.table, memory) }
    }

    var step: CKStep {
        CKStep(
            run: { mdnn_execution_run($0) }, context: execution.map { UnsafeMutableRawPointer($0) })
    }

    override func explain(_ status: Int32) -> String {
        "oneDNN: \(String(cString: mdnn_status_text(status)))"
    }
}
