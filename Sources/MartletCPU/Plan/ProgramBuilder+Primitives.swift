// SPDX-License-Identifier: Apache-2.0
import COneDNN
import MartletIR

extension ProgramBuilder {
    /// A step that runs a oneDNN primitive, with memory for its scratchpad; `owners` own the layouts.
    func emit(
        _ name: String, _ primitive: Primitive, reads: [(MDNNSlot, MDNNLayout, View)],
        writes: [(MDNNSlot, MDNNLayout, View)], keeping owners: [Any] = []
    ) {
        func places(_ arguments: [(MDNNSlot, MDNNLayout, View)]) -> [Argument] {
            arguments.map { Argument(slot: $0.0, layout: $0.1, storage: $0.2.storage, view: $0.2) }
        }
        emit(name, primitive, reads: places(reads), writes: places(writes), keeping: owners)
    }

    /// One argument of a primitive: a value, or (without a view) a storage in the primitive's own layout.
    struct Argument {
        let slot: MDNNSlot
        let layout: MDNNLayout
        let storage: Storage
        let view: View?

        init(slot: MDNNSlot, layout: MDNNLayout, storage: Storage, view: View? = nil) {
            self.slot = slot
            self.layout = layout
            self.storage = storage
            self.view = view
        }
    }

    func emit(
        _ name: String, _ primitive: Primitive, reads: [Argument], writes: [Argument],
        keeping owners: [Any]
    ) {
        let scratchpad = primitive.layout(.scratchpad)
        let size = primitive.byteCount(scratchpad)
        let scratch = size > 0 ? temporary(byteCount: size) : nil
        let stream = stream
        emit(
            PlannedStep(
                name: name, reads: reads.map(\.storage),
                writes: writes.map(\.storage) + (scratch.map { [$0] } ?? [])
            ) { memory in
                withExtendedLifetime(owners) {}
                var bound = (reads + writes).map { argument in
                    (
                        argument.slot, argument.layout,
                        argument.view.map { memory[$0] } ?? memory[argument.storage]
                    )
                }
                bound.append(
                    (.scratchpad, scratchpad, scratch.map { memory[$0] } ?? memory.owner.pointer))
                return try primitive.bind(stream, bound)
            })
    }

    /// A value in the layout that a primitive wants: as it lies if that is the same, else reordered, once for all.
    func reorderedArgument(
        _ slot: MDNNSlot, _ value: Int, from plain: Layout, to wanted: MDNNLayout,
        of owner: Primitive
    ) throws -> Argument {
        let view = dense(value)
        if owner.isEqual(plain.handle, wanted) {
            return Argument(slot: slot, layout: wanted, storage: view.storage, view: view)
        }
        for known in reordered[value] ?? [] where owner.isEqual(known.layout, wanted) {
            return Argument(slot: slot, layout: wanted, storage: known.storage)
        }
        let storage = temporary(byteCount: owner.byteCount(wanted))
        try emitReorder(
            from: Argument(slot: .source, layout: plain.handle, storage: view.storage, view: view),
            to: Argument(slot: .destination, layout: wanted, storage: storage),
            keeping: [plain, owner])
        reordered[value, default: []].append((owner, wanted, storage))
        return Argument(slot: slot, layout: wanted, storage: storage)
    }

    /// Copies from one layout to another.
    func emitReorder(from source: Argument, to destination: Argument, keeping owners: [Any]) throws
    {
        let attributes = try Attributes(library)
        let bytes = mdnn_layout_bytes(library.table, destination.layout)
        let primitive = try withThreads(worth: bytes > 262_144) {
            try Primitive(library, "reorder") { table, engine, plan in
                mdnn_plan_reorder(
                    table, engine, source.layout, destination.layout, attributes.handle, &plan)
            }
        }
        emit("reorder", primitive, reads: [source], writes: [destination], keeping: owners)
    }
}
