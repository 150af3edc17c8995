// SPDX-License-Identifier: Apache-2.0
package import MartletIR
import MartletTensor

extension Graph {
    /// The number that fills a value, if the program says it: a literal, also stretched or reshaped.
    package func number(_ value: Int) -> Double? {
        var instruction = instructions[value]
        while instruction.operation is Broadcast || instruction.operation is Reshape {
            instruction = instructions[instruction.operands[0]]
        }
        return (instruction.operation as? Literal)?.value
    }
}
