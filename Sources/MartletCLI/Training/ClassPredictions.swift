// SPDX-License-Identifier: Apache-2.0
import Martlet

/// The classes that the outputs of a network, or its targets, stand for.
enum ClassPredictions {
    /// The confusion matrix of a classifier on `data`; `nil` if the data has no classes, or too many.
    static func confusion(_ model: Model, on data: Dataset, batchSize: Int) throws
        -> ConfusionMatrix?
    {
        guard let target = data.targets.first, data.targets.count == 1,
            let actual = classes(ofTargets: target)
        else { return nil }
        let outputs = try model.predict(data, batchSize: batchSize)
        guard outputs.count == 1, let width = outputs[0].shape.sizes.last,
            outputs[0].shape.rank == 2
        else { return nil }
        let count = width == 1 ? 2 : width
        guard count <= ConfusionMatrix.maximumClasses, actual.allSatisfy({ $0 < count }) else {
            return nil
        }
        let known = model.classNames.flatMap { $0.count == count ? $0 : nil }
        return ConfusionMatrix(
            names: known ?? (0..<count).map(String.init), predicted: classes(of: outputs[0]),
            actual: actual)
    }

    /// The class of each row: where the largest number stands, or whether the only one is above one half.
    static func classes(of outputs: HostTensor) -> [Int] {
        let width = outputs.shape.sizes.last ?? 1
        let values = outputs.doubles
        return (0..<values.count / max(width, 1)).map { row in
            let numbers = values[row * width..<(row + 1) * width]
            if width == 1 { return numbers.first ?? 0 > 0.5 ? 1 : 0 }
            let best = numbers.indices.max { numbers[$0] < numbers[$1] } ?? numbers.startIndex
            return best - row * width
        }
    }

    /// The classes of labels, or of rows of a single 1; `nil` if the targets are something else.
    private static func classes(ofTargets targets: HostTensor) -> [Int]? {
        let width = targets.shape.rank == 2 ? targets.shape[1] : 1
        if width == 1 {
            let values = targets.doubles
            guard values.allSatisfy({ $0 >= 0 && $0 < 1000 && $0 == $0.rounded() }) else {
                return nil
            }
            return values.map { Int($0) }
        }
        guard targets.shape.rank == 2 else { return nil }
        let values = targets.doubles
        guard values.allSatisfy({ $0 == 0 || $0 == 1 }) else { return nil }
        return classes(of: targets)
    }
}
