// SPDX-License-Identifier: Apache-2.0
import MartletIR

extension Dataset {
    /// The labels of the first target: one whole number per example.
    ///
    /// - Throws: ``DataError`` if there is no target or it is not one whole number per example.
    public func labels() throws -> [Int] {
        guard let target = targets.first else {
            throw DataError(.notFound, "\(name) has no targets, so it has no labels")
        }
        guard target.dtype.isInteger || target.dtype == .bool, target.rowShape.count == 1 else {
            throw DataError(
                .shapeMismatch,
                "the targets of \(name) are \(target.type): not one whole number per example")
        }
        return target.integers.map { Int($0) }
    }

    /// Makes sure that every label is the number of one of `classes` classes.
    ///
    /// - Throws: ``DataError`` naming the first label that is not, and its row.
    public func checkLabels(classes: Int) throws {
        let labels = try labels()
        guard let row = labels.firstIndex(where: { $0 < 0 || $0 >= classes }) else { return }
        throw DataError(
            .invalidValue,
            "label \(labels[row]) of row \(row) in \(name) is not one of the \(classes) classes",
            hint: classes > 0 ? "labels go from 0 to \(classes - 1)" : nil)
    }

    /// How many classes there are: as many as names, else one more than the largest label.
    ///
    /// - Throws: ``DataError`` if the first target is not a label.
    public func classCount() throws -> Int {
        if let classNames { return classNames.count }
        let (most, overflows) = (try labels().max() ?? -1).addingReportingOverflow(1)
        return overflows ? .max : most
    }

    /// The same data with labels turned into rows of a single 1: `[examples, classes]` float32.
    ///
    /// - Parameter classes: The length of a row; by default as many as there are classes.
    /// - Returns: The same examples with other targets.
    /// - Throws: ``DataError`` if the first target is not a label, or a label is out of range.
    public func oneHot(classes: Int? = nil) throws -> Dataset {
        let classes = try classes ?? classCount()
        try checkLabels(classes: classes)
        let labels = try labels()
        guard !labels.count.multipliedReportingOverflow(by: classes).overflow,
            labels.count * classes <= 1 << 34
        else {
            throw DataError(
                .tooLarge,
                "one-hot targets for \(labels.count) examples of \(classes) classes do not fit")
        }
        let target = HostTensor(TensorType([labels.count, classes], .float32)) { bytes in
            let rows = bytes.bindMemory(to: Float.self)
            for (row, label) in labels.enumerated() { rows[row * classes + label] = 1 }
        }
        return try replacing(targets: [target] + targets.dropFirst())
    }

    /// Weights that let each class count the same: count / (classes · examples of the class).
    ///
    /// A class without examples gets weight 0.
    /// - Throws: ``DataError`` if the first target is not a label or a label is out of range.
    /// - SeeAlso: scikit-learn, `compute_class_weight("balanced")`.
    public func balancedClassWeights() throws -> [Double] {
        let classes = try classCount()
        try checkLabels(classes: classes)
        guard classes <= 1 << 24 else {
            throw DataError(.tooLarge, "\(classes) classes are too many to be weighted")
        }
        var counts = [Int](repeating: 0, count: classes)
        for label in try labels() { counts[label] += 1 }
        return counts.map { $0 == 0 ? 0 : Double(count) / Double(classes * $0) }
    }

    /// The same data with examples that count as much as their class, times the weight they had.
    ///
    /// - Throws: ``DataError`` if the first target is not a label, or a label has no weight.
    public func weighted(byClass weightOfClass: [Double]) throws -> Dataset {
        try checkLabels(classes: weightOfClass.count)
        let old = weights?.doubles
        let new = try labels().enumerated().map { weightOfClass[$1] * (old?[$0] ?? 1) }
        return try replacing(weights: HostTensor(new, shape: [count]))
    }
}
