import MartletIR
private import MartletSystem
import MartletTensor

// SPDX-License-Identifier: Apache-2.0
/// Refuses programs with values that cannot fit: allocating their memory would end the process.
enum MemoryLimit {
    /// The bytes of memory that the machine has.
    private static let physical = max(
        1 << 30, Int(sysconf(Int32(_SC_PHYS_PAGES))) * Int(getpagesize()))

    /// Throws if a value of `graph` takes more bytes than the machine has; repeated elements take none of their own.
    static func check(_ graph: Graph) throws(ExecutionError) {
        for instruction in graph.instructions where !(instruction.operation is Broadcast) {
            for type in instruction.types where type.byteCount > physical {
                throw tooLarge(type, instruction.operation)
            }
            guard let region = instruction.operation as? any RegionOperation else { continue }
            for body in region.regions { try check(body) }
        }
        for (type, value) in zip(graph.outputTypes, graph.outputs) where type.byteCount > physical {
            throw ExecutionError(
                operation: graph.instructions[value].operation.name,
                problem: "the output, \(type), does not fit into the memory of this machine")
        }
    }

    private static func tooLarge(_ type: TensorType, _ operation: any Operation) -> ExecutionError {
        ExecutionError(
            operation: operation.name,
            problem: "the result, \(type), takes \(type.byteCount >> 30) GiB, "
                + "more than the \(physical >> 30) GiB of this machine",
            hint: "use smaller shapes, or smaller batches")
    }
}
