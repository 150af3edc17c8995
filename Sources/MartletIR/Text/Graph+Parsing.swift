// SPDX-License-Identifier: Apache-2.0

/// Reads graphs from the text that ``Graph/description`` writes.
package struct GraphParser {
    /// An operation that the parser can make from attributes.
    package typealias Readable = any (Operation & Decodable).Type

    private var scanner: TextScanner
    private let operations: [String: Readable]

    /// - Parameters:
    ///   - text: The text of one graph.
    ///   - operations: The operations that may occur; inputs and parts of several results need not be among them.
    package init(_ text: String, operations: [Readable]) {
        scanner = TextScanner(text)
        let all = operations + [Placeholder.self, NthResult.self]
        self.operations = Dictionary(all.map { ($0.name, $0) }) { first, _ in first }
    }

    /// The graph.
    ///
    /// - Throws: ``GraphError`` with line and column if the text is none, or ``Verifier``'s error.
    package mutating func parse() throws -> Graph {
        let graph = try self.graph()
        scanner.skipLines()
        guard scanner.isAtEnd else { throw scanner.error("expected the end of the text") }
        try Verifier.verify(graph)
        return graph
    }

    private mutating func graph() throws -> Graph {
        var graph = Graph(instructions: [], inputs: [], outputs: [])
        while true {
            scanner.skipLines()
            if scanner.take("return") {
                try ending(of: &graph)
                return graph
            }
            guard !scanner.isAtEnd else { throw scanner.error("expected an instruction or return") }
            graph.instructions.append(try instruction(graph.instructions))
        }
    }

    private mutating func ending(of graph: inout Graph) throws {
        let count = graph.instructions.count
        graph.outputs = scanner.isAtEndOfLine || isAtWord ? [] : try values(below: count)
        graph.inputs = scanner.take("from") ? try values(below: count) : graph.placeholders
        guard scanner.take("donating") else { return }
        repeat {
            let input = try scanner.integer()
            try scanner.require("to")
            graph.donations.append(.init(input: input, output: try scanner.integer()))
        } while scanner.take(",")
    }

    private var isAtWord: Bool {
        var copy = scanner
        return copy.take("from") || copy.take("donating")
    }

    private mutating func values(below count: Int) throws -> [Int] {
        if scanner.isAtEndOfLine { return [] }
        var values: [Int] = []
        repeat { values.append(try value(below: count)) } while scanner.take(",")
        return values
    }

    private mutating func value(below count: Int) throws -> Int {
        scanner.skipBlanks()
        let start = scanner
        try scanner.require("%")
        let value = try scanner.integer()
        guard value < count else { throw start.error("%\(value) is not made before it is read") }
        return value
    }

    private mutating func instruction(_ before: [Graph.Instruction]) throws -> Graph.Instruction {
        try scanner.require("%")
        let start = scanner
        guard try scanner.integer() == before.count else {
            throw start.error("expected %\(before.count): values are numbered in order")
        }
        try scanner.require("=")
        scanner.skipBlanks()
        let place = scanner
        let name = try scanner.name()
        guard let type = operations[name] else {
            throw place.error("there is no operation \(name) that can be read")
        }
        let operands = try self.operands(below: before.count)
        let fields = scanner.take("{") ? try AttributeValue.fields(from: &scanner) : []
        try scanner.require(":")
        let types = try self.types()
        let layer = scanner.take("//") ? layerName() : nil
        let bodies = try self.bodies()
        let operation = try make(type, .object(fields), bodies, place)
        return Graph.Instruction(
            operation, operands, types[0], furtherTypes: Array(types.dropFirst()), layer: layer)
    }

    private mutating func layerName() -> String {
        scanner.skipBlanks()
        return scanner.line()
    }

    private func make(
        _ type: Readable, _ attributes: AttributeValue, _ bodies: [Graph], _ place: TextScanner
    ) throws -> any Operation {
        do {
            return try type.init(from: AttributeDecoder(attributes, bodies: bodies))
        } catch let error as GraphError {
            throw place.error(error.problem)
        } catch DecodingError.dataCorrupted(let context) {
            throw place.error(context.debugDescription)
        }
    }

    private mutating func operands(below count: Int) throws -> [Int] {
        try scanner.require("(")
        if scanner.take(")") { return [] }
        let operands = try values(below: count)
        try scanner.require(")")
        return operands
    }

    private mutating func types() throws -> [TensorType] {
        var types: [TensorType] = []
        repeat {
            types.append(try TensorType(from: &scanner))
        } while scanner.take(",")
        return types
    }

    private mutating func bodies() throws -> [Graph] {
        var bodies: [Graph] = []
        while true {
            var ahead = scanner
            ahead.skipLines()
            guard ahead.take("{") else { return bodies }
            scanner = ahead
            bodies.append(try graph())
            scanner.skipLines()
            try scanner.require("}")
        }
    }
}
