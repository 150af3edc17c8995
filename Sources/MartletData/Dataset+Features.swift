// SPDX-License-Identifier: Apache-2.0
public import MartletIR

extension Dataset {
    /// The same data whose first input reads as `stored · factor`, without touching the stored numbers.
    public func scaled(by factor: Float, input: Int = 0) throws -> Dataset {
        try mapInput(input) {
            Features($0.values, scale: $0.scale * factor, offset: $0.offset * factor)
        }
    }

    /// The same data with examples of another shape, such as `[784]` for images of `[28, 28, 1]`.
    ///
    /// - Throws: ``DataError`` if an example has not as many numbers as `shape`.
    public func reshapedInputs(to shape: Shape, input: Int = 0) throws -> Dataset {
        try mapInput(input) { features in
            guard shape.count == features.exampleShape.count else {
                throw DataError(
                    .shapeMismatch,
                    "an example of \(name) has shape \(features.exampleShape) "
                        + "(\(features.exampleShape.count) numbers): it cannot become \(shape) (\(shape.count))"
                )
            }
            return features.replacing(
                features.values.reshaped(to: Shape([features.count] + shape.sizes)))
        }
    }

    /// The same data with examples that are plain rows of numbers.
    public func flattened(input: Int = 0) throws -> Dataset {
        try mapInput(input) {
            $0.replacing($0.values.reshaped(to: [$0.count, $0.exampleShape.count]))
        }
    }

    /// Where the first number that is not finite stands: NaN or ±∞ in an input or a target.
    ///
    /// Returns what it is, in words: `"nan in input 0, row 3, column 7"`; `nil` if all numbers are finite.
    public func firstNonFinite() -> String? {
        let tensors =
            inputs.enumerated().map { ("input \($0)", $1.values) }
            + targets.enumerated().map { ("target \($0)", $1) }
        for (part, tensor) in tensors {
            guard let (index, value) = tensor.firstNonFinite() else { continue }
            let width = max(tensor.rowShape.count, 1)
            return "\(value) in \(part), row \(index / width), column \(index % width)"
        }
        return nil
    }

    /// Makes sure that all inputs and targets are finite numbers.
    ///
    /// - Throws: ``DataError`` naming the first NaN or infinity and where it stands.
    public func checkFinite() throws {
        guard let place = firstNonFinite() else { return }
        throw DataError(
            .invalidValue, "\(name) holds \(place)",
            hint: "remove the row, or fill the gap, before training")
    }

    private func mapInput(
        _ index: Int, _ change: (Features) throws -> Features
    ) throws -> Dataset {
        guard inputs.indices.contains(index) else {
            throw DataError(.notFound, "\(name) has no input \(index): it has \(inputs.count)")
        }
        var changed = inputs
        changed[index] = try change(inputs[index])
        return try replacing(inputs: changed)
    }
}

extension HostTensor {
    /// The place and value of the first element that is not finite.
    func firstNonFinite() -> (index: Int, value: Double)? {
        withUnsafeBytes { bytes in
            switch dtype {
            case .float32:
                let values = bytes.bindMemory(to: Float.self)
                return values.firstIndex { !$0.isFinite }.map { ($0, Double(values[$0])) }
            case .float64:
                let values = bytes.bindMemory(to: Double.self)
                return values.firstIndex { !$0.isFinite }.map { ($0, values[$0]) }
            case .float16, .bfloat16:
                let values = doubles
                return values.firstIndex { !$0.isFinite }.map { ($0, values[$0]) }
            case .bool, .int8, .uint8, .int32, .int64: return nil
            }
        }
    }
}
