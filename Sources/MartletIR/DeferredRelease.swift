// SPDX-License-Identifier: Apache-2.0
private import MartletSystem

/// What a node holds, freed in a loop instead of by recursion.
///
/// The first node of a chain to go opens a list for its thread, and empties it. Nodes that go meanwhile, as operands or
/// in the closure of a gradient rule, add what they hold to the list and are done.
final class DeferredRelease {
    private var pending: [(operation: any Operation, operands: [Node])] = []

    /// The thread's open list.
    private static let key: pthread_key_t = {
        var key = pthread_key_t()
        guard pthread_key_create(&key, nil) == 0 else {
            internalFailure("there are no keys for values of threads left")
        }
        return key
    }()

    /// Frees what a node holds, now or in the loop that is running, and leaves the node with nothing.
    static func release(_ operation: inout any Operation, _ operands: inout [Node]) {
        if let open = pthread_getspecific(key) {
            let list = Unmanaged<DeferredRelease>.fromOpaque(open).takeUnretainedValue()
            list.take(&operation, &operands)
            return
        }
        let list = DeferredRelease()
        list.take(&operation, &operands)
        pthread_setspecific(key, Unmanaged.passUnretained(list).toOpaque())
        while list.pending.popLast() != nil {}
        pthread_setspecific(key, nil)
    }

    private func take(_ operation: inout any Operation, _ operands: inout [Node]) {
        pending.append((operation, operands))
        operation = Released()
        operands = []
    }
}

/// Stands for the operation of a node that is being freed.
private struct Released: Operation {
    static let name = "released"

    func resultType(of operands: Operands) throws(GraphError) -> TensorType {
        TensorType(.scalar, .float32)
    }
}
