// SPDX-License-Identifier: Apache-2.0
package import MartletIR

/// One of several bodies, which a number chooses when the program runs; the others are not computed.
///
/// Operands: the choice, and what any of the bodies reads; each body takes all of it. A truth value chooses the first body
/// if it is true, the second if not; a whole number counts bodies from 0, and the nearest one is taken if it is beyond
/// them. Results: those of the body.
///
/// Source: `jax.lax.cond` and `jax.lax.switch`.
package struct Branch: RegionPrimitive {
    package static let name = "branch"
    package let branches: [Graph]
    package private(set) var traces: [RegionTrace] = []

    private enum CodingKeys: String, CodingKey { case branches }

    package init(branches: [Graph], traces: [RegionTrace] = []) {
        (self.branches, self.traces) = (branches, traces)
    }

    package var regions: [Graph] { branches }

    package func withRegions(_ regions: [Graph]) -> Branch {
        Branch(branches: regions, traces: traces)
    }

    package func resultTypes(of operands: Operands) throws(GraphError) -> [TensorType] {
        guard let first = branches.first, let choice = operands.types.first,
            !first.outputs.isEmpty
        else { throw .wrongCount(0, 1, of: "branches, operands and results") }
        guard choice.shape == .scalar, !choice.dtype.isFloating,
            choice.dtype != .bool || branches.count == 2
        else { throw .noChoice(choice, branches.count) }
        for (index, branch) in branches.enumerated() {
            try Operands(Array(operands.types.dropFirst())).require(branch.inputTypes) {
                "the operand \($0 + 1)"
            }
            guard branch.outputTypes == first.outputTypes else {
                throw .branchesDiffer(first.outputTypes, index, branch.outputTypes)
            }
        }
        return first.outputTypes
    }

    package func evaluate(_ operands: [HostTensor], as types: [TensorType]) throws(ExecutionError)
        -> [HostTensor]
    {
        let number = operands[0].integers[0]
        let index = operands[0].dtype == .bool ? 1 - number : number
        let chosen = Swift.min(Swift.max(index, 0), Int64(branches.count - 1))
        return try GraphEvaluation(branches[Int(chosen)])(Array(operands.dropFirst()))
    }
}

extension Branch {
    /// What the bodies were traced from does not count.
    package static func == (lhs: Branch, rhs: Branch) -> Bool {
        lhs.branches == rhs.branches
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(branches)
    }
}

extension GraphError {
    static func noChoice(_ type: TensorType, _ count: Int) -> GraphError {
        GraphError(
            code: .typeMismatch, operation: Branch.name,
            problem: "\(type) does not choose one of \(count) branches",
            hint: "a bool scalar chooses one of two, a whole number one of any number")
    }

    static func branchesDiffer(_ first: [TensorType], _ index: Int, _ other: [TensorType])
        -> GraphError
    {
        func list(_ types: [TensorType]) -> String {
            types.map(\.description).joined(separator: ", ")
        }
        return GraphError(
            code: .shapeMismatch, operation: Branch.name,
            problem: "the first branch gives \(list(first)), branch \(index) \(list(other))")
    }
}
