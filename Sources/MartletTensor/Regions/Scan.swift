// SPDX-License-Identifier: Apache-2.0
package import MartletIR

/// A loop over the leading axis of its inputs that carries values from step to step.
///
/// Operands: what the body reads from outside, the first carried values, the inputs that are walked along. The body takes
/// the same, with one slice of each input, and gives the next carried values and what is stacked. Results: the last
/// carried values, and the stacked ones, with the steps as the leading axis.
///
/// Source: `jax.lax.scan`.
package struct Scan: RegionPrimitive {
    package static let name = "scan"
    /// One step.
    package let body: Graph
    /// How many operands the body reads unchanged at every step.
    package let constantCount: Int
    /// How many values are carried.
    package let carryCount: Int
    /// How many steps there are.
    package let length: Int
    /// Whether the walk begins at the end; slices and stacked results keep their places.
    package let isReversed: Bool
    package private(set) var trace: RegionTrace?

    private enum CodingKeys: String, CodingKey {
        case body, constantCount, carryCount, length, isReversed
    }

    package init(
        body: Graph, constantCount: Int, carryCount: Int, length: Int, isReversed: Bool,
        trace: RegionTrace? = nil
    ) {
        self.body = body
        self.constantCount = constantCount
        self.carryCount = carryCount
        self.length = length
        self.isReversed = isReversed
        self.trace = trace
    }

    /// The operands that the body gets slices of.
    package var stackedInputs: Range<Int> { (constantCount + carryCount)..<body.inputs.count }
    /// The operands that are carried.
    package var carriedInputs: Range<Int> { constantCount..<(constantCount + carryCount) }

    package var regions: [Graph] { [body] }

    package func withRegions(_ regions: [Graph]) -> Scan {
        Scan(
            body: regions[0], constantCount: constantCount, carryCount: carryCount, length: length,
            isReversed: isReversed, trace: trace)
    }

    package func resultTypes(of operands: Operands) throws(GraphError) -> [TensorType] {
        let inputs = body.inputTypes
        let outputs = body.outputTypes
        guard constantCount >= 0, carryCount >= 0, length >= 0, !outputs.isEmpty,
            inputs.count >= constantCount + carryCount, outputs.count >= carryCount
        else { throw .wrongCount(outputs.count, carryCount, of: "results of the body") }
        let wanted = inputs.enumerated().map { index, type in
            stackedInputs.contains(index) ? stacked(type) : type
        }
        try operands.require(wanted) { "the operand \($0)" }
        for (index, (initial, next)) in zip(inputs[carriedInputs], outputs).enumerated()
        where initial != next {
            throw .carryChanges(index, initial, next)
        }
        return outputs[..<carryCount] + outputs[carryCount...].map(stacked)
    }

    private func stacked(_ type: TensorType) -> TensorType {
        TensorType(Shape([length] + type.shape.sizes), type.dtype)
    }

    package func evaluate(_ operands: [HostTensor], as types: [TensorType]) throws(ExecutionError)
        -> [HostTensor]
    {
        let step = GraphEvaluation(body)
        let constants = operands[..<constantCount]
        var carried = Array(operands[carriedInputs])
        let results = types[carryCount...].map { HostTensor($0, Buffer(byteCount: $0.byteCount)) }
        for turn in 0..<length {
            let place = isReversed ? length - 1 - turn : turn
            let outputs = try step(
                constants + carried + operands[stackedInputs].map { $0.slice(place) })
            carried = Array(outputs[..<carryCount])
            for (result, output) in strictZip(results, outputs[carryCount...]) {
                output.copyElements(to: result, slice: place)
            }
        }
        return carried + results
    }
}

extension Scan {
    /// What the bodies were traced from does not count.
    package static func == (lhs: Scan, rhs: Scan) -> Bool {
        lhs.body == rhs.body && lhs.constantCount == rhs.constantCount
            && lhs.carryCount == rhs.carryCount && lhs.length == rhs.length
            && lhs.isReversed == rhs.isReversed
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(body)
        hasher.combine(constantCount)
        hasher.combine(carryCount)
        hasher.combine(length)
        hasher.combine(isReversed)
    }
}

extension HostTensor {
    /// The part at an index of the leading axis.
    func slice(_ index: Int) -> HostTensor {
        let type = TensorType(Shape(Array(shape.sizes.dropFirst())), dtype)
        return HostTensor(type) { target in
            withUnsafeBytes { source in
                let start = index * target.count
                target.copyBytes(from: source[start..<(start + target.count)])
            }
        }
    }

    /// Copies the elements to the part of `target` at an index of its leading axis.
    ///
    /// For memory that nobody else sees yet.
    fileprivate func copyElements(to target: HostTensor, slice index: Int) {
        (target.buffer.pointer + index * type.byteCount)
            .copyMemory(from: buffer.pointer, byteCount: type.byteCount)
    }
}
