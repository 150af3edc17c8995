// SPDX-License-Identifier: Apache-2.0
import MartletIR

/// Shifts and scales each feature to mean 0 and variance 1, by the statistics of the data it was made from.
///
/// ```swift
/// let normalization = try Normalization(of: train)
/// let (x, y) = (try normalization.apply(to: train), try normalization.apply(to: test))
/// ```
/// Test data must be normalised with the statistics of the training data: apply the same value to both.
public struct Normalization: Sendable, Hashable {
    /// The mean of each feature.
    public let mean: [Double]
    /// The standard deviation (of the population) of each feature; 1 where a feature never changes.
    public let deviation: [Double]

    /// Statistics that were kept somewhere; as many deviations as means.
    package init(mean: [Double], deviation: [Double]) {
        self.mean = mean
        self.deviation = deviation
    }

    /// The statistics of an input of `data`.
    ///
    /// - Throws: ``DataError`` if there are no examples, or a value is NaN or infinite.
    public init(of data: Dataset, input: Int = 0) throws {
        guard !data.isEmpty else { throw DataError.empty(data) }
        guard data.inputs.indices.contains(input) else {
            throw DataError(.notFound, "\(data.name) has no input \(input)")
        }
        try data.checkFinite()
        let features = data.inputs[input]
        let width = features.exampleShape.count
        var mean = [Double](repeating: 0, count: width)
        var squares = mean
        features.forEachRow { row, values in
            for column in 0..<width {  // Welford's update: no loss of digits for means far from 0
                let difference = Double(values[column]) - mean[column]
                mean[column] += difference / Double(row + 1)
                squares[column] += difference * (Double(values[column]) - mean[column])
            }
        }
        self.mean = mean
        deviation = squares.map {
            let variance = $0 / Double(features.count)
            return variance > 0 ? variance.squareRoot() : 1
        }
    }

    /// The data with `(value − mean) / deviation` in place of each value of an input, as float32.
    ///
    /// - Throws: ``DataError`` if an example has not as many features as there are statistics.
    public func apply(to data: Dataset, input: Int = 0) throws -> Dataset {
        guard data.inputs.indices.contains(input),
            data.inputs[input].exampleShape.count == mean.count
        else {
            throw DataError(
                .shapeMismatch, "\(data.name) has no input \(input) of \(mean.count) features")
        }
        let features = data.inputs[input]
        let width = mean.count
        let normalized = HostTensor(TensorType(features.values.shape, .float32)) { bytes in
            let target = bytes.bindMemory(to: Float.self)
            features.forEachRow { row, values in
                for column in 0..<width {
                    target[row * width + column] = Float(
                        (Double(values[column]) - mean[column]) / deviation[column])
                }
            }
        }
        var inputs = data.inputs
        inputs[input] = Features(normalized)
        return try data.replacing(inputs: inputs)
    }
}

extension Dataset {
    /// The data with each feature of the first input shifted and scaled to mean 0 and variance 1.
    ///
    /// For test data apply the training data's ``Normalization`` instead.
    public func normalized() throws -> Dataset { try Normalization(of: self).apply(to: self) }
}

extension Features {
    /// Calls `body` with each row as float32, scaled; one row is in memory at a time.
    func forEachRow(_ body: (Int, UnsafeBufferPointer<Float>) -> Void) {
        let row = UnsafeMutableBufferPointer<Float>.allocate(capacity: max(exampleShape.count, 1))
        defer { row.deallocate() }
        guard let pointer = row.baseAddress else { return }
        let copy = RowCopy(self, to: BatchSlot(pointer, .float32))
        for index in 0..<count {
            withUnsafePointer(to: Int64(index)) {
                copy.gather(rows: UnsafeBufferPointer(start: $0, count: 1))
            }
            body(index, UnsafeBufferPointer(row))
        }
        withExtendedLifetime(values) {}
    }
}
