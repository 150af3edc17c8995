// SPDX-License-Identifier: Apache-2.0
import COneDNN
import MartletIR

/// Values of a plan in layouts that primitives want, each made once for all that want the same.
final class Reorders {
    private var known: [ConvertedValue: [(primitive: Primitive, layout: MDNNLayout, view: View)]] =
        [:]

    /// A value in the layout that a primitive wants: as it lies if that is the same, else reordered.
    func argument(
        _ slot: MDNNSlot, _ value: Int, as dtype: DType, from plain: Layout,
        to wanted: MDNNLayout, of owner: Primitive, in plan: PlanBuilder
    ) throws -> BlockPrimitive.Argument {
        let key = ConvertedValue(value: value, dtype: dtype)
        let view = plan.dense(value, as: dtype)
        if owner.isEqual(plain.handle, wanted) {
            return .init(slot: slot, layout: wanted, view: view)
        }
        for known in known[key] ?? [] where owner.isEqual(known.layout, wanted) {
            return .init(slot: slot, layout: wanted, view: known.view)
        }
        // More than the elements alone, where a layout holds sums for int8 too.
        let elements =
            (owner.byteCount(wanted) + view.dtype.byteCount - 1) / view.dtype.byteCount
        let target = plan.temporary(TensorType([elements], view.dtype))
        try emitReorder(
            from: .init(slot: .source, layout: plain.handle, view: view),
            to: .init(slot: .destination, layout: wanted, view: target),
            keeping: [plain, owner], in: plan)
        known[key, default: []].append((owner, wanted, target))
        return .init(slot: slot, layout: wanted, view: target)
    }

    /// Copies from one layout to another.
    func emitReorder(
        from source: BlockPrimitive.Argument, to target: BlockPrimitive.Argument,
        keeping owners: [AnyObject], in plan: PlanBuilder
    ) throws {
        guard let library = owners.lazy.compactMap({ ($0 as? Primitive)?.library }).first else {
            internalFailure("a reorder without a primitive")
        }
        let attributes = try Attributes(library)
        mdnn_set_threads(library.table, 1)
        let primitive = try Primitive(library, "reorder") { table, engine, plan in
            mdnn_plan_reorder(
                table, engine, source.layout, target.layout, attributes.handle, &plan)
        }
        let bytes = Double(primitive.byteCount(target.layout))
        plan.emit(
            "reorder", blocks: 1,
            BlockPrimitive(primitive: primitive, arguments: [source, target], owners: owners),
            cost: Cost(calculating: 2 * bytes / Speed.bytesPerNanosecond))
    }
}
