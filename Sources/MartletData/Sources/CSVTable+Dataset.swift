// SPDX-License-Identifier: Apache-2.0
import MartletIR

extension CSVTable {
    /// What the numbers or texts of a target column mean.
    public enum TargetKind: Sendable {
        /// Labels, if they are texts, or whole numbers 0, 1, 2, … at most 100 of which each occurs; else numbers.
        case automatic
        /// One of several classes.
        case labels
        /// A quantity.
        case numbers
    }

    /// The columns as examples: all but the target are features, in their order, as float32.
    ///
    /// Texts as labels are numbered in alphabetical order, and become the class names.
    /// - Parameters:
    ///   - target: The column that shall be predicted; `nil` if all columns are features.
    ///   - kind: What the target means.
    ///   - ignored: Columns that are left out.
    ///   - name: What messages call the data.
    /// - Returns: An example per row.
    /// - Throws: ``DataError`` with line and column if a cell is empty or is not a number; if a column does
    ///   not exist; or if no column is left.
    public func dataset(
        target: Column?, kind: TargetKind = .automatic, ignoring ignored: [Column] = [],
        name: String = "table"
    ) throws -> Dataset {
        try naming(path ?? "the table") {
            try makeDataset(target: target, kind, ignored, name)
        }
    }

    private func makeDataset(
        target: Column?, _ kind: TargetKind, _ ignored: [Column], _ name: String
    ) throws -> Dataset {
        guard rowCount > 0 else {
            throw DataError(.malformed, "the table has a header but no rows")
        }
        let targetIndex = try target.map(index)
        let left = Set(try ignored.map(index) + (targetIndex.map { [$0] } ?? []))
        let columns = columnNames.indices.filter { !left.contains($0) }
        guard !columns.isEmpty else {
            throw DataError(.invalidValue, "no column of the table is left as a feature")
        }
        let features = Features(try matrix(of: columns))
        guard let targetIndex else { return try Dataset(inputs: [features], name: name) }
        let (values, classes) = try self.target(targetIndex, kind)
        return try Dataset(inputs: [features], targets: [values], classNames: classes, name: name)
    }

    /// Chosen columns as `[rows, columns]` float32.
    private func matrix(of columns: [Int]) throws -> HostTensor {
        var place = [Int](repeating: -1, count: columnNames.count)
        for (position, column) in columns.enumerated() { place[column] = position }
        let type = TensorType([rowCount, columns.count], .float32)
        return try HostTensor(type) { bytes in
            let values = bytes.bindMemory(to: Float.self)
            for (index, row) in rows.enumerated() {
                try scanner.scan(row) { column, cell in
                    guard place[column] >= 0 else { return }
                    let number = Float(try number(cell, in: column))
                    guard number.isFinite else {
                        throw scanner.error(
                            .invalidValue, "\(scanner.text(cell)) is too large for a 32-bit number",
                            cell)
                    }
                    values[index * columns.count + place[column]] = number
                }
            }
        }
    }

    private func target(_ index: Int, _ kind: TargetKind) throws -> (HostTensor, [String]?) {
        if case .numbers = kind { return (try numericTarget(numbers(.index(index))), nil) }
        guard try isText(index) else {
            let values = try numbers(.index(index))
            if case .labels = kind { return (try labels(values, of: index), classNames) }
            guard Self.looksLikeLabels(values) else { return (try numericTarget(values), nil) }
            return (try labels(values, of: index), classNames)
        }
        let texts = try texts(.index(index))
        try checkNoneMissing(index)
        let classes = Set(texts).sorted()
        let numbers = Dictionary(uniqueKeysWithValues: zip(classes, 0...).map { ($0, Int64($1)) })
        let labels = texts.map { numbers[$0] ?? 0 }
        return (HostTensor(integers: labels, shape: [labels.count]), classes)
    }

    private func numericTarget(_ values: [Double]) throws -> HostTensor {
        let tensor = HostTensor(values, shape: [values.count])
        if let (row, _) = tensor.firstNonFinite() {
            throw DataError(
                .invalidValue, "\(values[row]) is too large for a 32-bit number",
                line: rows[row].line)
        }
        return tensor
    }

    /// Whether the values are 0, 1, 2, …, at most 100 of them, and each occurs.
    private static func looksLikeLabels(_ values: [Double]) -> Bool {
        guard values.allSatisfy({ $0 >= 0 && $0 < 100 && $0 == $0.rounded() }) else { return false }
        return Double(Set(values).count) == (values.max() ?? 0) + 1
    }

    private func labels(_ values: [Double], of index: Int) throws -> HostTensor {
        if let row = values.firstIndex(where: { !($0 >= 0 && $0 < 0x1p31 && $0 == $0.rounded()) }) {
            throw DataError(
                .invalidValue,
                "\(values[row]) in column \"\(columnNames[index])\" is not a label: a whole number from 0",
                line: rows[row].line)
        }
        return HostTensor(integers: values.map { Int64($0) }, shape: [values.count])
    }

    private func isText(_ index: Int) throws -> Bool {
        for row in rows {
            var found = false
            try scanner.scan(row) { column, cell in
                guard column == index, scanner.number(cell) == nil else { return }
                found = !Self.isMissing(scanner.text(cell))
            }
            if found { return true }
        }
        return false
    }

    private func checkNoneMissing(_ index: Int) throws {
        for row in rows {
            try scanner.scan(row) { column, cell in
                guard column == index, Self.isMissing(scanner.text(cell)) else { return }
                throw scanner.error(
                    .invalidValue, "a label is missing in column \"\(columnNames[index])\"", cell)
            }
        }
    }
}
