// SPDX-License-Identifier: Apache-2.0
import CKernels
import COneDNN
import MartletIR
import MartletTensor

/// Lowers a graph to steps: what each unit becomes is said in `Lowering`; where values lie is kept here.
final class ProgramBuilder {
    let graph: Graph
    let library: OneDNNLibrary
    let team: CKTeam
    private let threads: Int32
    let stream: Stream

    private(set) var storages: [StorageSource] = []
    private(set) var steps: [PlannedStep] = []
    private var views: [View?]
    private var denseCopies: [Int: View] = [:]
    private var bufferStorages: [ObjectIdentifier: Storage] = [:]
    /// Values that are computed straight into a buffer.
    private var homes: [Int: Storage] = [:]
    /// Values in a layout that a primitive wants, made once for all that want the same.
    var reordered: [Int: [(primitive: Primitive, layout: MDNNLayout, storage: Storage)]] = [:]
    /// What max-pooling notes for its gradient, by the instruction of the pooling.
    var poolingNotes: [Int: (primitive: Primitive, workspace: Storage)] = [:]

    init(_ graph: Graph, _ library: OneDNNLibrary, threads: Int) throws(ExecutionError) {
        self.graph = graph
        self.library = library
        team = library.team(threads: threads)
        self.threads = Int32(threads)
        stream = try Stream(library)
        views = graph.instructions.map { _ in nil }
    }

    /// Makes primitives for all threads, or for one where the work is too small to share.
    ///
    /// A primitive remembers how many threads there were when it was made.
    func withThreads<Result>(worth isLarge: Bool, _ body: () throws -> Result) rethrows -> Result {
        mdnn_set_threads(library.table, isLarge ? threads : 1)
        defer { mdnn_set_threads(library.table, threads) }
        return try body()
    }

    // MARK: Storage

    func storage(of buffer: Buffer) -> Storage {
        let key = ObjectIdentifier(buffer)
        if let known = bufferStorages[key] { return known }
        let storage = add(.buffer(buffer))
        bufferStorages[key] = storage
        return storage
    }

    /// Memory of the arena that lives from the first step that uses it to the last.
    func temporary(byteCount: Int) -> Storage { add(.arena(byteCount: byteCount)) }

    private func add(_ source: StorageSource) -> Storage {
        storages.append(source)
        return Storage(index: storages.count - 1)
    }

    /// Makes a value's result be computed in a buffer.
    func setHome(_ storage: Storage, of value: Int) { homes[value] = storage }

    // MARK: Values

    func type(_ value: Int) -> TensorType { graph.instructions[value].type }

    func setView(_ view: View, of value: Int) { views[value] = view }

    /// How a value lies in memory.
    func view(_ value: Int) -> View {
        if let view = views[value] { return view }
        guard let primitive = graph.instructions[value].operation as? any MartletTensor.Primitive,
            graph.instructions[value].operands.isEmpty,
            let constant = try? primitive.evaluate([], as: type(value))
        else { internalFailure("%\(value) is read before it is computed") }
        let view = View(dense: type(value), in: storage(of: constant.buffer))
        views[value] = view
        return view
    }

    /// A value as a dense array; copied once if it is not.
    func dense(_ value: Int) -> View {
        let view = view(value)
        if view.isDense { return view }
        if let copy = denseCopies[value] { return copy }
        let copy = View(
            dense: type(value), in: temporary(byteCount: type(value).byteCount))
        emitCopy(from: view, to: copy)
        denseCopies[value] = copy
        return copy
    }

    /// Where a value's elements go: dense, in the memory that was chosen for it or in the arena.
    func result(_ value: Int) -> View {
        if let view = views[value] { return view }
        let storage = homes[value] ?? temporary(byteCount: type(value).byteCount)
        let view = View(dense: type(value), in: storage)
        views[value] = view
        return view
    }

    // MARK: Steps

    func emit(_ step: PlannedStep) { steps.append(step) }

    /// A step that one C function runs on one struct.
    func emit<Value>(
        _ name: String, reads: [View], writes: [View],
        _ run: @escaping @convention(c) (UnsafeMutableRawPointer?) -> Int32,
        explain: @escaping (Value, Int32) -> String = { _, _ in "failed" },
        _ make: @escaping (Memory) -> Value
    ) {
        emit(
            PlannedStep(
                name: name, reads: reads.map(\.storage), writes: writes.map(\.storage)
            ) { memory in BoundStep(run, make(memory), explain: explain) })
    }

    /// Copies the elements of a view to another of the same sizes.
    func emitCopy(from source: View, to target: View) {
        let team = team
        emit(
            PlannedStep(name: "copy", reads: [source.storage], writes: [target.storage]) { memory in
                var description = CKCopyDescription()
                description.rank = Int32(source.sizes.count)
                store(source.sizes, in: &description.sizes)
                store(source.strides, in: &description.source_strides)
                store(target.strides, in: &description.destination_strides)
                description.element_size = Int64(source.dtype.byteCount)
                description.source = UnsafeRawPointer(memory[source])
                description.destination = memory[target]
                description.team = team
                return try BoundStep(
                    { ck_copy_run($0) }, made: ck_copy_create(&description),
                    release: { ck_copy_destroy($0) })
            })
    }
}
