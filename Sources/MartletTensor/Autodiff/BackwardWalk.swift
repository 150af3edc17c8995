// SPDX-License-Identifier: Apache-2.0
package import MartletIR

/// One walk from values back to what they are differentiated by.
package struct BackwardWalk {
    private let inputs: [Node]
    /// The nodes between inputs and outputs, operands before users.
    private let path: [Node]
    private let onPath: Set<ObjectIdentifier>
    private let outputs: [Node]
    /// Where the walk ends, even if there is more behind.
    private let ends: Set<ObjectIdentifier>
    /// For each node, the gradients by its results.
    private var seeds: [ObjectIdentifier: [Tensor?]] = [:]

    /// - Parameters:
    ///   - outputs: What is differentiated.
    ///   - inputs: What it is differentiated by.
    ///   - ends: Nodes that count as given: the inputs of a body do, even where one is computed from another.
    package init(from outputs: [Node], to inputs: [Node], endingAt ends: [Node] = []) {
        self.inputs = inputs
        self.outputs = outputs
        self.ends = Set(ends.map(ObjectIdentifier.init))
        let given = self.ends
        var dependent = Set(inputs.map(ObjectIdentifier.init))
        path = Node.inOrder(outputs, from: given).filter { node in
            if dependent.contains(ObjectIdentifier(node)) { return true }
            if given.contains(ObjectIdentifier(node)) || node.operation is StopGradient {
                return false
            }
            guard node.operands.contains(where: { dependent.contains(ObjectIdentifier($0)) })
            else { return false }
            dependent.insert(ObjectIdentifier(node))
            return true
        }
        onPath = dependent
    }

    /// The gradient by each input, given the gradient by each output; `nil` where nothing flows.
    package mutating func gradients(seeds given: [Tensor?]) -> [Tensor?] {
        let isInput = Set(inputs.map(ObjectIdentifier.init))
        for (output, seed) in strictZip(outputs, given) {
            if let seed { add(seed, to: output, 0) }
        }
        for node in path.reversed() {
            let identity = ObjectIdentifier(node)
            guard !ends.contains(identity), let seeds = seeds[identity] else { continue }
            propagate(seeds, through: node)
            if !isInput.contains(identity) { self.seeds[identity] = nil }
        }
        return inputs.map { seeds[ObjectIdentifier($0)]?[0] }
    }

    private mutating func add(_ gradient: Tensor, to node: Node, _ index: Int) {
        let identity = ObjectIdentifier(node)
        var all = seeds[identity] ?? node.types.map { _ in nil }
        all[index] = all[index].map { $0 + gradient } ?? gradient
        seeds[identity] = all
    }

    private mutating func propagate(_ seeds: [Tensor?], through node: Node) {
        if let part = node.operation as? NthResult {
            if let seed = seeds[0] { add(seed, to: node.operands[0], part.index) }
            return
        }
        let isNeeded = node.operands.map { onPath.contains(ObjectIdentifier($0)) }
        guard isNeeded.contains(true), let operation = node.operation as? any Primitive else {
            return
        }
        let context = GradientContext(
            operands: node.operands.map(Tensor.init), results: Self.results(of: node),
            seeds: seeds, isNeeded: isNeeded)
        let gradients = operation.gradients(in: context)
        guard gradients.count == node.operands.count else {
            return fail(.gradientCount(gradients.count - 1, node.operands.count - 1), from: node)
        }
        for (index, operand) in node.operands.enumerated() where isNeeded[index] {
            guard let gradient = gradients[index] else { continue }
            guard gradient.type == operand.type || gradient.node.operation is Poison else {
                return fail(.gradientDiffers(gradient.type, operand.type), from: node)
            }
            add(gradient, to: operand, 0)
        }
    }

    private static func results(of node: Node) -> [Tensor] {
        if node.furtherTypes.isEmpty, !(node.operation is any RegionPrimitive) {
            return [Tensor(node)]
        }
        return node.types.enumerated().map { index, type in
            Tensor(Node(NthResult(index: index, type: type), [node], type))
        }
    }
}

extension BackwardWalk {
    /// Only a rule given to `withGradient` can be wrong by a user's mistake.
    private func fail(_ error: GraphError, from node: Node) {
        guard node.operation is CustomGradient else {
            internalFailure("\(node.operation.name): \(error)")
        }
        error.report()
    }
}

extension GraphError {
    static func gradientCount(_ count: Int, _ inputs: Int) -> GraphError {
        GraphError(
            code: .shapeMismatch, operation: "withGradient",
            problem: "the rule gives \(count) gradients for \(inputs) inputs")
    }

    static func gradientDiffers(_ gradient: TensorType, _ input: TensorType) -> GraphError {
        GraphError(
            code: .shapeMismatch, operation: "withGradient",
            problem: "the rule gives a gradient of \(gradient) for an input of \(input)",
            hint: "a gradient has the shape and the element type of its input")
    }
}
