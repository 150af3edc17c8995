// SPDX-License-Identifier: Apache-2.0
import MartletIR

extension Dataset {
    /// Examples given as rows of numbers, with a label each.
    ///
    /// - Throws: ``DataError`` if rows differ in length, there are not as many labels as rows, or a label is
    ///   negative or has no name in `classNames`.
    public init(
        inputs: [[Float]], labels: [Int], classNames: [String]? = nil, name: String = "data"
    ) throws {
        try self.init(
            inputs: Self.tensor(inputs, of: name),
            targets: HostTensor(scalars: labels, shape: [labels.count]),
            classNames: classNames, name: name)
        if let classNames { try checkLabels(classes: classNames.count) }
    }

    /// Examples given as rows of numbers, with a row of numbers to predict for each.
    ///
    /// - Throws: ``DataError`` if rows differ in length or there are not as many targets as inputs.
    public init(inputs: [[Float]], targets: [[Float]], name: String = "data") throws {
        try self.init(
            inputs: Self.tensor(inputs, of: name), targets: Self.tensor(targets, of: name),
            name: name)
    }

    /// Examples given as rows of numbers, with one number to predict for each; the targets are `[examples]`.
    ///
    /// - Throws: ``DataError`` if rows differ in length or there are not as many targets as inputs.
    public init(inputs: [[Float]], targets: [Float], name: String = "data") throws {
        try self.init(
            inputs: Self.tensor(inputs, of: name),
            targets: HostTensor(scalars: targets, shape: [targets.count]), name: name)
    }

    private static func tensor(_ rows: [[Float]], of name: String) throws -> HostTensor {
        let width = rows.first?.count ?? 0
        if let row = rows.firstIndex(where: { $0.count != width }) {
            throw DataError(
                .shapeMismatch,
                "row \(row) of \(name) has \(rows[row].count) numbers, but row 0 has \(width)")
        }
        return HostTensor(scalars: rows.flatMap { $0 }, shape: [rows.count, width])
    }
}
