// SPDX-License-Identifier: Apache-2.0
import MartletCompiler
import MartletIR

/// A plan that any number of runners share, each with memory of its own.
struct CPUExecutable: Executable {
    private let plan: Plan
    private let isForced: Bool

    /// - Parameters:
    ///   - plan: What is run.
    ///   - isForced: Whether all threads take part in every step that has tiles for them.
    init(_ plan: Plan, isForced: Bool) {
        self.plan = plan
        self.isForced = isForced
    }

    var graph: Graph { plan.graph }

    var arenaByteCount: Int { plan.memory.byteCount + plan.memory.keptByteCount }

    func makeRunner(inputs: [Buffer?], outputs: [Buffer?], arena: Arena?) throws -> any Runner {
        let inputs = strictZip(inputs, graph.inputTypes).map { given, type in
            given ?? Buffer(byteCount: type.byteCount)
        }
        let outputs = graph.outputBuffers(outputs, inputs: inputs)
        return try CPURunner(
            plan, inputs: inputs, outputs: outputs, arena: arena, isForced: isForced)
    }
}
