// SPDX-License-Identifier: Apache-2.0
import CKernels
import MartletIR
import MartletTensor

extension Lowering {
    func lowerSort(_ operation: ArgSort, _ node: Int) -> Bool {
        let source = plan.dense(graph.instructions[node].operands[0])
        let result = plan.result(node)
        let axis = AxisView(Shape(source.sizes), axis: operation.axis)
        var sort = CKSort()
        sort.type = CKType(source.dtype)
        sort.is_descending = operation.isDescending
        sort.outer = Int64(axis.outer)
        sort.size = Int64(axis.size)
        sort.inner = Int64(axis.inner)
        let scratch = plan.scratch(floats: Int(ck_sort_scratch(&sort)))
        sort.scratch_stride = Int64(scratch.stride)
        plan.emit(
            operation.name, reads: [source], writes: [result, scratch.view], sort,
            units: { ck_sort_units($0) }, nanoseconds: 20 * Double(source.count),
            { ck_sort_run($0, $1, $2, $3) }
        ) { sort, memory in
            sort.source = UnsafeRawPointer(memory[source])
            sort.destination = memory[result].assumingMemoryBound(to: Int64.self)
            sort.scratch = memory.mutableFloats(scratch.view)
        }
        return true
    }
}
