// SPDX-License-Identifier: Apache-2.0

extension Graph: CustomStringConvertible {
    /// One line per instruction: `%3 = matmul(%0, %2) : [32, 10] float32  // mnist ▸ dense_1`.
    ///
    /// The bodies of loops and branches follow their instruction, indented. The text reads back as the same graph,
    /// unless an operation holds a closure.
    public var description: String { lines(indent: "").joined(separator: "\n") }

    private func lines(indent: String) -> [String] {
        var lines: [String] = []
        for (index, instruction) in instructions.enumerated() {
            let operands = instruction.operands.map { "%\($0)" }.joined(separator: ", ")
            let (attributes, bodies) = instruction.operation.attributesAndBodies
            var line = "\(indent)%\(index) = \(instruction.operation.name)(\(operands))"
            if !attributes.isEmpty { line += " {\(attributes)}" }
            line += " : " + instruction.types.map(\.description).joined(separator: ", ")
            if let layer = instruction.layer { line += "  // \(layer)" }
            lines.append(line)
            for body in bodies {
                lines += ["\(indent)  {"] + body.lines(indent: indent + "    ") + ["\(indent)  }"]
            }
        }
        return lines + ["\(indent)return\(ending)"]
    }

    /// The outputs, and what a reader of the text cannot guess of inputs and donations.
    private var ending: String {
        func list(_ values: [Int]) -> String {
            values.map { " %\($0)" }.joined(separator: ",")
        }
        var text = list(outputs)
        if inputs != placeholders { text += " from" + list(inputs) }
        if !donations.isEmpty {
            text += " donating"
            text += donations.map { " \($0.input) to \($0.output)" }.joined(separator: ",")
        }
        return text
    }

    /// The instructions that stand for inputs, in order.
    var placeholders: [Int] {
        instructions.indices.filter { instructions[$0].operation is Placeholder }
    }
}

extension Operation {
    /// The attributes as printed, and the bodies among them.
    var attributesAndBodies: (String, [Graph]) {
        guard let encodable = self as? any Encodable,
            let (value, bodies) = try? AttributeEncoder.encode(encodable)
        else { return (attributes, (self as? any RegionOperation)?.regions ?? []) }
        return (value.fields, bodies)
    }
}
