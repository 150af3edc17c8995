// SPDX-License-Identifier: Apache-2.0

extension Graph: CustomStringConvertible {
    /// One line per instruction: `%3 = matmul(%0, %2) : [32, 10] float32  // mnist ▸ dense_1`.
    public var description: String {
        var lines = instructions.enumerated().map { index, instruction in
            let operands = instruction.operands.map { "%\($0)" }.joined(separator: ", ")
            let attributes = instruction.operation.attributes
            var line = "%\(index) = \(instruction.operation.name)(\(operands))"
            if !attributes.isEmpty { line += " {\(attributes)}" }
            line += " : \(instruction.type)"
            if let layer = instruction.layer { line += "  // \(layer)" }
            return line
        }
        lines.append("return " + outputs.map { "%\($0)" }.joined(separator: ", "))
        return lines.joined(separator: "\n")
    }
}
