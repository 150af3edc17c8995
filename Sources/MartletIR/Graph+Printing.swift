// SPDX-License-Identifier: Apache-2.0

extension Graph: CustomStringConvertible {
    /// One line per instruction: `%3 = matmul(%0, %2) : [32, 10] float32  // mnist ▸ dense_1`.
    ///
    /// The bodies of loops and branches follow their instruction, indented.
    public var description: String { lines(indent: "").joined(separator: "\n") }

    private func lines(indent: String) -> [String] {
        var lines: [String] = []
        for (index, instruction) in instructions.enumerated() {
            let operands = instruction.operands.map { "%\($0)" }.joined(separator: ", ")
            let attributes = instruction.operation.attributes
            var line = "\(indent)%\(index) = \(instruction.operation.name)(\(operands))"
            if !attributes.isEmpty { line += " {\(attributes)}" }
            line += " : " + instruction.types.map(\.description).joined(separator: ", ")
            if let layer = instruction.layer { line += "  // \(layer)" }
            lines.append(line)
            guard let region = instruction.operation as? any RegionOperation else { continue }
            for body in region.regions {
                lines += ["\(indent)  {"] + body.lines(indent: indent + "    ") + ["\(indent)  }"]
            }
        }
        return lines + ["\(indent)return " + outputs.map { "%\($0)" }.joined(separator: ", ")]
    }
}
