// SPDX-License-Identifier: Apache-2.0
package import MartletIR

/// An operation whose bodies are graphs: a loop, a branch, a call.
package protocol RegionPrimitive: Primitive, RegionOperation {}

extension RegionPrimitive {
    package func resultType(of operands: Operands) throws(GraphError) -> TensorType {
        try resultTypes(of: operands)[0]
    }

    package func evaluate(_ operands: [HostTensor], as type: TensorType) throws(ExecutionError)
        -> HostTensor
    {
        internalFailure("\(name) has several results")
    }
}

/// The expressions that a body was traced from: gradients are taken of them, since the rules that users give are closures
/// over these very expressions.
package struct RegionTrace: Sendable {
    /// What the inputs of the body stood for.
    package let inputs: [Node]
    /// What the body computes.
    package let outputs: [Tensor]

    package init(inputs: [Node], outputs: [Tensor]) {
        (self.inputs, self.outputs) = (inputs, outputs)
    }
}

extension GraphError {
    /// A body does not give as many values as it must.
    static func wrongCount(_ count: Int, _ wanted: Int, of what: String) -> GraphError {
        GraphError(
            code: .shapeMismatch, problem: "\(what): \(count) where \(wanted) are needed")
    }

    /// What goes into a body is not of the type that it takes.
    static func bodyInput(_ what: String, _ given: TensorType, _ wanted: TensorType) -> GraphError {
        GraphError(
            code: given.shape == wanted.shape ? .typeMismatch : .shapeMismatch,
            problem: "\(what) is \(given), the body takes \(wanted)")
    }

    /// A value that is carried from turn to turn changes its type.
    static func carryChanges(_ index: Int, _ initial: TensorType, _ next: TensorType) -> GraphError
    {
        GraphError(
            code: initial.shape == next.shape ? .typeMismatch : .shapeMismatch,
            problem:
                "the carried value \(index) begins as \(initial), but the body makes it \(next)",
            hint: initial.shape == next.shape
                ? "convert it: x.cast(to: .\(initial.dtype))"
                : "a carried value keeps its type; what grows is a result, which is stacked")
    }
}

extension Operands {
    /// Throws unless the operands have the types that a body takes, in order.
    func require(_ wanted: [TensorType], _ what: (Int) -> String) throws(GraphError) {
        guard types.count == wanted.count else {
            throw .wrongCount(types.count, wanted.count, of: "operands")
        }
        for (index, (given, type)) in zip(types, wanted).enumerated() where given != type {
            throw .bodyInput(what(index), given, type)
        }
    }
}
