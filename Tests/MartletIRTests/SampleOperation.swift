// SPDX-License-Identifier: Apache-2.0
import MartletIR

/// An operation for tests of graphs: takes any operands, gives the type of the first, or a float32 vector.
struct SampleOperation: Operation {
    static let name = "sample"
    var label = 0

    func resultType(of operands: Operands) throws(GraphError) -> TensorType {
        operands.types.first ?? TensorType([3], .float32)
    }
}
