// SPDX-License-Identifier: Apache-2.0
import Martlet
import MartletData

/// The examples of a source, as they are stored.
struct Examples {
    /// Which part of the data is meant.
    enum Part: String, CaseIterable {
        /// What training sees.
        case train
        /// What was set aside.
        case test
        /// Everything.
        case all
    }

    /// What training sees.
    let train: Dataset
    /// What was set aside, if something was.
    let test: Dataset?
    /// The largest stored number of a picture's pixel; `nil` if examples are not pictures.
    let whiteLevel: Double?

    /// Reads the data, and sets aside what the description says.
    ///
    /// - Throws: `DataError` if it cannot be read.
    init(_ description: DataDescription) throws {
        var (whole, test): (Dataset, Dataset?)
        switch description.source {
        case .digits: (whole, test, whiteLevel) = (try Dataset.digits().stored(), nil, 16)
        case .mnist:
            let parts = try Dataset.mnist()
            (whole, test, whiteLevel) = (try parts.train.stored(), try parts.test.stored(), 255)
        case .random(let random): (whole, test, whiteLevel) = (try random.dataset(), nil, nil)
        case .table(let table):
            let content = try CSVTable(
                contentsOf: table.path, hasHeader: table.hasHeader, delimiter: table.delimiter)
            whole = try content.dataset(
                target: table.target, kind: table.kind, ignoring: table.ignored,
                name: FilePath.name(of: table.path))
            (test, whiteLevel) = (nil, nil)
        case .arrays(let arrays):
            whole = try Dataset(
                inputs: [Features(try NumPy.read(arrays.inputs))],
                targets: try arrays.targets.map { [try NumPy.read($0)] } ?? [],
                name: FilePath.name(of: arrays.inputs))
            (test, whiteLevel) = (nil, nil)
        }
        guard let split = description.split else {
            (train, self.test) = (whole, test)
            return
        }
        if let test { whole = try whole.followed(by: test) }
        (train, self.test) = try split.parts(of: whole)
    }

    /// One part.
    ///
    /// - Throws: `DataError` if the data has no test part.
    func part(_ part: Part) throws -> Dataset {
        switch part {
        case .train: return train
        case .all: return try test.map { try train.followed(by: $0) } ?? train
        case .test:
            if let test { return test }
            throw DataError(
                .notFound, "\(train.name) has no test part",
                hint: "--part all takes every example")
        }
    }
}

extension SplitDescription {
    /// What is left, and what is set aside.
    func parts(of data: Dataset) throws -> (rest: Dataset, aside: Dataset) {
        let parts = try data.trainTestSplit(
            testSize: size, seed: UInt64(bitPattern: Int64(seed)), stratified: isStratified)
        return (parts.train, parts.test)
    }
}

extension Dataset {
    /// The data with inputs as they are stored: pixels from 0 to 255, not to 1.
    fileprivate func stored() throws -> Dataset {
        try Dataset(
            inputs: inputs.map { Features($0.values) }, targets: targets, weights: weights,
            classNames: classNames, name: name)
    }

    /// The data with the examples of another set of the same shapes after its own.
    func followed(by other: Dataset) throws -> Dataset {
        let name = String(name.prefix { $0 != " " })
        guard inputs.map(\.exampleShape) == other.inputs.map(\.exampleShape),
            targets.map(\.rowShape) == other.targets.map(\.rowShape)
        else { throw DataError(.shapeMismatch, "the parts of \(name) have different shapes") }
        return try Dataset(
            inputs: zip(inputs, other.inputs).map {
                Features($0.values.followed(by: $1.values), scale: $0.scale, offset: $0.offset)
            },
            targets: zip(targets, other.targets).map { $0.followed(by: $1) },
            classNames: classNames, name: name)
    }
}

extension HostTensor {
    /// The rows of this tensor, then those of another one of the same type.
    fileprivate func followed(by other: HostTensor) -> HostTensor {
        let rows = Shape([rowCount + other.rowCount] + rowShape.sizes)
        return HostTensor(TensorType(rows, dtype)) { target in
            withUnsafeBytes { target.copyMemory(from: $0) }
            other.withUnsafeBytes {
                UnsafeMutableRawBufferPointer(rebasing: target[type.byteCount...])
                    .copyMemory(from: $0)
            }
        }
    }
}
