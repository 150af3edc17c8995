// SPDX-License-Identifier: Apache-2.0

/// A program as a list of instructions, each after the ones that it needs.
///
/// Values are numbered by the instruction that makes them. A graph is a value: passes take one and return another.
public struct Graph: Sendable {
    /// One operation with the values that it is applied to.
    public struct Instruction: Sendable {
        /// What is done.
        public var operation: any Operation
        /// The values it is done to: indices of earlier instructions.
        public var operands: [Int]
        /// The type of the result, of the first if there are several.
        public var type: TensorType
        /// The types of the second result and those after it, which ``NthResult`` reads.
        public var furtherTypes: [TensorType]
        /// The layers in whose code it was written.
        public var layer: String?

        /// An instruction whose type the caller knows.
        public init(
            _ operation: any Operation, _ operands: [Int], _ type: TensorType,
            furtherTypes: [TensorType] = [], layer: String? = nil
        ) {
            self.operation = operation
            self.operands = operands
            self.type = type
            self.furtherTypes = furtherTypes
            self.layer = layer
        }

        /// The types of all results.
        public var types: [TensorType] { [type] + furtherTypes }
    }

    /// A promise that an input's memory may be overwritten with an output of the same type.
    public struct Donation: Hashable, Sendable {
        /// Index into ``Graph/inputs``.
        public var input: Int
        /// Index into ``Graph/outputs``.
        public var output: Int

        /// The input's memory becomes the output's.
        public init(input: Int, output: Int) {
            self.input = input
            self.output = output
        }
    }

    /// The instructions in an order in which they can run.
    public var instructions: [Instruction]
    /// The values that the caller gives: instructions with ``Placeholder``.
    public var inputs: [Int]
    /// The values that the caller gets.
    public var outputs: [Int]
    /// Inputs whose memory outputs may take.
    public var donations: [Donation]

    /// A graph of the given parts.
    public init(
        instructions: [Instruction], inputs: [Int], outputs: [Int], donations: [Donation] = []
    ) {
        self.instructions = instructions
        self.inputs = inputs
        self.outputs = outputs
        self.donations = donations
    }

    /// The types of the inputs.
    public var inputTypes: [TensorType] { inputs.map { instructions[$0].type } }
    /// The types of the outputs.
    public var outputTypes: [TensorType] { outputs.map { instructions[$0].type } }

    /// For each value, the instructions that read it.
    public func users() -> [[Int]] {
        var users = [[Int]](repeating: [], count: instructions.count)
        for (index, instruction) in instructions.enumerated() {
            for operand in Set(instruction.operands) { users[operand].append(index) }
        }
        return users
    }
}

extension Graph: Hashable {
    /// Whether both compute the same in the same way; layers do not count.
    public static func == (lhs: Graph, rhs: Graph) -> Bool {
        lhs.inputs == rhs.inputs && lhs.outputs == rhs.outputs && lhs.donations == rhs.donations
            && lhs.instructions.count == rhs.instructions.count
            && lhs.instructions.indices.allSatisfy { index in
                // Part by part: instructions are large to copy.
                lhs.instructions[index].operands == rhs.instructions[index].operands
                    && lhs.instructions[index].type == rhs.instructions[index].type
                    && lhs.instructions[index].furtherTypes == rhs.instructions[index].furtherTypes
                    && lhs.instructions[index].operation
                        .isEqual(to: rhs.instructions[index].operation)
            }
    }

    /// Hashes what equality compares, without donations.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(inputs)
        hasher.combine(outputs)
        for instruction in instructions {
            hasher.combine(instruction.operation)
            hasher.combine(instruction.operands)
            hasher.combine(instruction.type)
        }
    }
}

/// A value that the caller gives each time the graph runs.
public struct Placeholder: Operation, Codable {
    /// `input`.
    public static let name = "input"
    /// Tells inputs apart; the position in ``Graph/inputs``.
    public let index: Int
    /// What the caller promises to give.
    public let type: TensorType

    /// The input at `index`.
    public init(index: Int, type: TensorType) {
        self.index = index
        self.type = type
    }

    /// The type that was promised.
    public func resultType(of operands: Operands) throws(GraphError) -> TensorType { type }
}
