// SPDX-License-Identifier: Apache-2.0
import Foundation
import MartletData
import MartletNN
import MartletRuntime
import MartletTrain
import Testing

/// The networks of the introductory texts on the real digits; docs/oracle-mnist.md says what Keras reaches.
///
/// The bounds are a little below the worst of Keras' seeds: a test must not fail by the luck of a machine. One thread,
/// since two on a busy machine wait for each other at every step.
@Suite(
    .enabled(
        if: ProcessInfo.processInfo.environment["MARTLET_DATA"] != nil,
        "needs MNIST: set MARTLET_DATA"), .serialized)
struct MNISTTests {
    @Test func aNetworkOfOneHiddenLayer() throws {
        let (train, test) = try Dataset.mnist()
        let model = Sequential(seed: 1) {
            Flatten()
            Dense(128, activation: .relu)
            Dense(10, activation: .softmax)
        }
        try model.compile(
            optimizer: .adam, loss: .sparseCategoricalCrossentropy, metrics: [.accuracy])
        try Device.with(.cpu(threads: 1)) {
            try model.fit(try train.trainTestSplit(testSize: 0.2, seed: 1).train, epochs: 10)
            #expect(try #require(try model.evaluate(test)["accuracy"]) >= 0.97)
        }
    }

    @Test func aConvolutionalNetwork() throws {
        let (train, test) = try Dataset.mnist()
        let model = Sequential(seed: 1) {
            Conv2D(32, kernel: 3, activation: .relu)
            MaxPooling2D()
            Conv2D(64, kernel: 3, activation: .relu)
            MaxPooling2D()
            Flatten()
            Dense(64, activation: .relu)
            Dense(10, activation: .softmax)
        }
        try model.compile(
            optimizer: .adam, loss: .sparseCategoricalCrossentropy, metrics: [.accuracy])
        try Device.with(.cpu(threads: 1)) {
            try model.fit(train, epochs: 5)
            #expect(try #require(try model.evaluate(test)["accuracy"]) >= 0.985)
        }
    }
}
