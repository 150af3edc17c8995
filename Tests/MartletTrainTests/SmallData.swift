// SPDX-License-Identifier: Apache-2.0
import MartletData
import MartletIR
import MartletNN
import MartletTensor
import MartletTrain

/// Small problems that networks learn in a moment.
enum SmallData {
    /// Points of three classes around three centres; `count` in all.
    static func clusters(_ count: Int = 60) throws -> Dataset {
        let centres: [(Float, Float)] = [(2, 0), (-1, 1.7), (-1, -1.7)]
        let noise = Philox(seed: 5, stream: 0)
        var (points, labels) = ([Float](), [Int32]())
        for index in 0..<count {
            let centre = centres[index % 3]
            points.append(centre.0 + Float(noise.uniform24(2 * index)) - 0.5)
            points.append(centre.1 + Float(noise.uniform24(2 * index + 1)) - 0.5)
            labels.append(Int32(index % 3))
        }
        return try Dataset(
            inputs: HostTensor(scalars: points, shape: [count, 2]),
            targets: HostTensor(scalars: labels, shape: [count]),
            name: "clusters")
    }

    /// A classifier of ``clusters(_:)``, compiled.
    static func classifier(seed: Int = 1, hidden: Int = 8) throws -> Model {
        let model = Sequential("classifier", seed: seed) {
            Dense(hidden, activation: .relu)
            Dense(3, activation: .softmax)
        }
        try model.compile(
            optimizer: .adam(learningRate: 0.05), loss: .sparseCategoricalCrossentropy,
            metrics: [.accuracy])
        return model
    }

    /// The values of all parameters, bit by bit.
    static func bits(_ model: Model) -> [[UInt32]] {
        model.parameters.map { ($0.value.scalars(of: Float.self) ?? []).map(\.bitPattern) }
    }
}
