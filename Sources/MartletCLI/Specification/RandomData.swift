// SPDX-License-Identifier: Apache-2.0
import Martlet
import MartletTensor

/// Examples of random numbers, as introductions to networks use them: nothing can be learnt but by heart.
struct RandomData: Configurable {
    /// How many examples.
    private(set) var samples = 100
    /// How many classes labels are drawn from.
    private(set) var classes = 2
    /// Which numbers.
    private(set) var seed = 0
    private var ownShape: Shape?

    /// The shape of one example.
    var shape: Shape { ownShape ?? [10] }

    static let schema = Schema<Self>(
        RandomData(),
        .argument("samples", \.samples, in: 1..., "How many examples."),
        .argument("shape", \.ownShape, as: .shape, "The shape of one example; [10] if null."),
        .argument("classes", \.classes, in: 2..., "How many classes labels are drawn from."),
        .argument("seed", \.seed, "Which numbers."),
        .rule("samples") { data in
            let (count, overflows) = data.samples.multipliedReportingOverflow(by: data.shape.count)
            return overflows || count > 1 << 30 || data.classes > 1 << 20
                ? "must fit into memory, got \(data.samples)" : nil
        })

    /// Inputs uniform in [0, 1), labels uniform among the classes.
    func dataset() throws -> Dataset {
        let seed = UInt64(bitPattern: Int64(self.seed))
        let (numbers, choices) = (Philox(seed: seed, stream: 0), Philox(seed: seed, stream: 1))
        let values = (0..<samples * shape.count).map { Float(numbers.uniform24($0)) }
        let labels = (0..<samples).map { Int32(choices.uniform24($0) * Double(classes)) }
        return try Dataset(
            inputs: HostTensor(scalars: values, shape: Shape([samples] + shape.sizes)),
            targets: HostTensor(scalars: labels, shape: [samples]),
            classNames: (0..<classes).map(String.init), name: "random")
    }
}
