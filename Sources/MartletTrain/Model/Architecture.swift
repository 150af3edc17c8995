// SPDX-License-Identifier: Apache-2.0
import MartletFormats
import MartletIR
import MartletNN
import MartletTensor

/// Which layers a network has and how values flow through them.
///
/// Values are numbered: first the inputs, then the result of each call. A sequential network is a chain of calls.
struct Architecture: Sendable {
    /// A layer with the name it has in this network.
    struct Member: Sendable {
        let layer: any Layer
        let name: String
    }

    /// An application of a layer to values.
    struct Call: Sendable {
        /// Index into ``Architecture/members``.
        let member: Int
        /// The values it is applied to.
        let inputs: [Int]
    }

    /// Whether it was made from a list, and layers may be added.
    let isSequential: Bool
    /// The input layers; `nil` while a sequential network does not know its input.
    var inputs: [Member]?
    /// The other layers, each once.
    var members: [Member]
    /// The calls, in an order in which they can run.
    var calls: [Call]
    /// The values that are the network's results.
    var outputs: [Int]

    /// A chain of layers; the first may be an ``Input``.
    init(sequence layers: [any Layer]) {
        isSequential = true
        members = []
        calls = []
        outputs = [0]
        for layer in layers { append(layer) }
    }

    /// Everything between `inputs` and `outputs`.
    ///
    /// - Throws: `ConfigurationError` if an output depends on an input that is not listed.
    init(inputs: [Symbol], outputs: [Symbol]) throws {
        isSequential = false
        members = []
        calls = []
        self.outputs = []
        var names = NameRegistry()
        var values: [ObjectIdentifier: Int] = [:]
        self.inputs = inputs.enumerated().map { index, symbol in
            values[ObjectIdentifier(symbol.layer.identity)] = index
            return Member(layer: symbol.layer, name: names.name(for: symbol.layer))
        }
        var indices: [ObjectIdentifier: Int] = [:]
        for symbol in Self.inOrder(outputs) where !(symbol.layer is Input) {
            let identity = ObjectIdentifier(symbol.layer.identity)
            if indices[identity] == nil {
                indices[identity] = members.count
                members.append(
                    Member(layer: symbol.layer, name: names.name(for: symbol.layer)))
            }
            let operands = try symbol.inputs.map { try Self.value($0, values) }
            values[ObjectIdentifier(symbol)] = inputs.count + calls.count
            calls.append(Call(member: indices[identity] ?? 0, inputs: operands))
        }
        self.outputs = try outputs.map { try Self.value($0, values) }
    }

    init(inputs: [Member]?, members: [Member], calls: [Call], outputs: [Int], isSequential: Bool) {
        self.isSequential = isSequential
        self.inputs = inputs
        self.members = members
        self.calls = calls
        self.outputs = outputs
    }

    /// An input is known by its layer, any other value by its symbol.
    private static func value(_ symbol: Symbol, _ values: [ObjectIdentifier: Int]) throws -> Int {
        let isInput = symbol.layer is Input
        let key = isInput ? ObjectIdentifier(symbol.layer.identity) : ObjectIdentifier(symbol)
        guard let value = values[key] else {
            throw ConfigurationError(
                path: [], problem: "an output depends on an Input that is not among the inputs",
                hint: "list every Input: Model(inputs: [a, b], outputs: …)")
        }
        return value
    }

    /// Operands before users, without recursion.
    private static func inOrder(_ roots: [Symbol]) -> [Symbol] {
        var (order, seen) = ([Symbol](), Set<ObjectIdentifier>())
        var pending = roots.reversed().map { ($0, false) }
        while let (symbol, isExpanded) = pending.popLast() {
            if isExpanded {
                order.append(symbol)
            } else if seen.insert(ObjectIdentifier(symbol)).inserted {
                pending.append((symbol, true))
                pending += symbol.inputs.reversed().map { ($0, false) }
            }
        }
        return order
    }

    /// Adds a layer to the end of a sequential network.
    mutating func append(_ layer: any Layer) {
        var names = NameRegistry(taken: (members + (inputs ?? [])).map(\.name))
        if let input = layer as? Input, calls.isEmpty {
            inputs = [Member(layer: input, name: names.name(for: input))]
            return
        }
        let known = members.firstIndex { $0.layer.identity === layer.identity }
        if known == nil { members.append(Member(layer: layer, name: names.name(for: layer))) }
        calls.append(Call(member: known ?? members.count - 1, inputs: [calls.count]))
        outputs = [calls.count]
    }

    /// The results for the given inputs, in tensors.
    func outputs(for tensors: [Tensor], in context: LayerContext) -> [Tensor] {
        for member in members { context.reserve(member.name, for: member.layer) }
        var values = tensors
        for call in calls {
            let operands = call.inputs.map { values[$0] }
            values.append(members[call.member].layer(operands, in: context.root))
        }
        return outputs.map { values[$0] }
    }
}

/// Gives each layer its own name or one after its class, none twice.
struct NameRegistry {
    private var taken: Set<String>

    init(taken: [String] = []) { self.taken = Set(taken) }

    mutating func name(for layer: any Layer) -> String {
        let wanted = layer.name ?? LayerNaming.automaticName(of: type(of: layer).className)
        let name = LayerNaming.unique(wanted, among: taken)
        taken.insert(name)
        return name
    }
}
