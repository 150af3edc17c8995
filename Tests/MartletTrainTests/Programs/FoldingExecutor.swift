// SPDX-License-Identifier: Apache-2.0
import MartletCompiler
import MartletIR
import MartletReference
import Synchronization

/// Runs programs on copies of their constant inputs, made when it is told that these changed, and only then.
struct FoldingExecutor: Executor {
    let name = "folding"

    func compile(_ graph: Graph, constants: Set<Int>) throws -> any Executable {
        FoldingExecutable(inner: try ReferenceExecutor().compile(graph), constants: constants)
    }
}

private struct FoldingExecutable: Executable {
    let inner: any Executable
    let constants: Set<Int>

    var graph: Graph { inner.graph }
    var arenaByteCount: Int { inner.arenaByteCount }

    func makeRunner(inputs: [Buffer?], outputs: [Buffer?], arena: Arena?) throws -> any Runner {
        let own = inputs.enumerated().map { constants.contains($0.offset) ? nil : $0.element }
        return FoldingRunner(
            inner: try inner.makeRunner(inputs: own, outputs: outputs, arena: arena),
            given: inputs, constants: constants)
    }
}

private final class FoldingRunner: Runner {
    private let inner: any Runner
    private let sources: [(source: Buffer, copy: Buffer)]
    private let isStale = Mutex(true)
    let inputs: [Buffer]

    var outputs: [Buffer] { inner.outputs }

    init(inner: any Runner, given: [Buffer?], constants: Set<Int>) {
        self.inner = inner
        inputs = strictZip(given, inner.inputs).map { $0 ?? $1 }
        sources = constants.compactMap { index in
            given[index].map { ($0, inner.inputs[index]) }
        }
    }

    func constantsDidChange() { isStale.withLock { $0 = true } }

    /// Steps of models stay where they are.
    func run(inputs: [Buffer?], outputs: [Buffer?]) throws {
        try inner.run(inputs: inputs, outputs: outputs)
    }

    func run() throws {
        let copies = isStale.withLock { isStale in
            defer { isStale = false }
            return isStale
        }
        if copies {
            for (source, copy) in sources {
                copy.pointer.copyMemory(from: source.pointer, byteCount: source.byteCount)
            }
        }
        try inner.run()
    }
}
