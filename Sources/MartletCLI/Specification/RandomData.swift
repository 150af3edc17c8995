// SPDX-License-Identifier: Apache-2.0
import Martlet
import MartletTensor

/// Examples of random numbers, as introductions to networks use them: nothing can be learnt but by heart.
struct RandomData {
    /// How many examples.
    let samples: Int
    /// The shape of one example.
    let shape: Shape
    /// How many classes labels are drawn from.
    let classes: Int
    /// Which numbers.
    let seed: Int

    init(_ reader: ConfigurationReader) throws {
        samples = try reader.integer("samples", default: 100, atLeast: 1)
        shape = try reader.shape("shape") ?? [10]
        classes = try reader.integer("classes", default: 2, atLeast: 2)
        seed = try reader.integer("seed", default: 0)
        guard !samples.multipliedReportingOverflow(by: shape.count).overflow,
            samples * shape.count <= 1 << 30, classes <= 1 << 20
        else { throw reader.error("samples", "must fit into memory, got \(samples)") }
    }

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
