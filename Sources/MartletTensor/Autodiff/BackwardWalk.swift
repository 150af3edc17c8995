// SPDX-License-Identifier: Apache-2.0
package import MartletIR

/// One walk from values back to what they are differentiated by.
package struct BackwardWalk {
    private let inputs: [Node]
    /// The nodes between inputs and outputs, operands before users.
    private let path: [Node]
    /// The numbers of inputs and of nodes that are computed from them.
    private let numbers: NodeNumbers
    private let outputs: [Node]
    /// Where the walk ends, even if there is more behind.
    private let ends: Set<ObjectIdentifier>
    /// For each number, the gradients by the results of its node.
    private var seeds: [[Tensor?]]

    /// - Parameters:
    ///   - outputs: What is differentiated.
    ///   - inputs: What it is differentiated by.
    ///   - ends: Nodes that count as given: the inputs of a body do, even where one is computed from another.
    package init(from outputs: [Node], to inputs: [Node], endingAt ends: [Node] = []) {
        self.inputs = inputs
        self.outputs = outputs
        self.ends = Set(ends.map(ObjectIdentifier.init))
        let given = self.ends
        var dependent = NodeNumbers()
        for input in inputs { _ = dependent.insert(input) }
        path = Node.inOrder(outputs, from: given).filter { node in
            if dependent[node] != nil { return true }
            if node.applies(StopGradient.self) || Self.isEnd(node, given) { return false }
            guard node.operands.contains(where: { dependent[$0] != nil }) else { return false }
            return dependent.insert(node)
        }
        numbers = dependent
        seeds = [[Tensor?]](repeating: [], count: dependent.count)
    }

    private static func isEnd(_ node: Node, _ ends: Set<ObjectIdentifier>) -> Bool {
        !ends.isEmpty && ends.contains(ObjectIdentifier(node))
    }

    /// The gradient by each input, given the gradient by each output; `nil` where nothing flows.
    package mutating func gradients(seeds given: [Tensor?]) -> [Tensor?] {
        for (output, seed) in strictZip(outputs, given) {
            if let seed { add(seed, to: output, 0) }
        }
        let inputNumbers = inputs.map { numbers[$0] ?? 0 }
        let lastInput = inputNumbers.max() ?? -1
        for node in path.reversed() {
            guard let number = numbers[node], !seeds[number].isEmpty,
                !Self.isEnd(node, ends)
            else { continue }
            propagate(seeds[number], through: node)
            // Inputs have the first numbers.
            if number > lastInput { seeds[number] = [] }
        }
        return inputNumbers.map { seeds[$0].first ?? nil }
    }

    private mutating func add(_ gradient: Tensor, to node: Node, _ index: Int) {
        guard let number = numbers[node] else { return }
        if seeds[number].isEmpty {
            seeds[number] = [Tensor?](repeating: nil, count: 1 + node.furtherTypes.count)
        }
        seeds[number][index] = seeds[number][index].map { $0 + gradient } ?? gradient
    }

    private mutating func propagate(_ seeds: [Tensor?], through node: Node) {
        if node.applies(NthResult.self), let part = node.operation as? NthResult {
            if let seed = seeds[0] { add(seed, to: node.operands[0], part.index) }
            return
        }
        let isNeeded = node.operands.map { numbers[$0] != nil }
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
            guard gradient.type == operand.type || gradient.node.applies(Poison.self) else {
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
        guard node.applies(CustomGradient.self) else {
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
