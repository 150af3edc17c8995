// SPDX-License-Identifier: Apache-2.0
package import MartletIR

/// A body that is computed once, and again where its gradient needs what lies inside.
package struct Call: RegionPrimitive {
    package static let name = "call"
    package let body: Graph
    package private(set) var trace: RegionTrace?

    private enum CodingKeys: String, CodingKey {
        case body
    }

    package init(body: Graph, trace: RegionTrace? = nil) {
        (self.body, self.trace) = (body, trace)
    }

    package var regions: [Graph] { [body] }

    package func withRegions(_ regions: [Graph]) -> Call {
        Call(body: regions[0], trace: trace)
    }

    package func resultTypes(of operands: Operands) throws(GraphError) -> [TensorType] {
        try operands.require(body.inputTypes) { "the operand \($0)" }
        guard !body.outputs.isEmpty else { throw .wrongCount(0, 1, of: "results of the body") }
        return body.outputTypes
    }

    package func evaluate(_ operands: [HostTensor], as types: [TensorType]) throws(ExecutionError)
        -> [HostTensor]
    {
        try GraphEvaluation(body)(operands)
    }
}

extension Call {
    /// What the bodies were traced from does not count.
    package static func == (lhs: Call, rhs: Call) -> Bool {
        lhs.body == rhs.body
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(body)
    }
}
