// SPDX-License-Identifier: Apache-2.0
// MNIST with one hidden layer of 128; a fifth of the digits is set aside for the test.
import Martlet

let digits = try Dataset.mnist().train
let (train, test) = try digits.trainTestSplit(testSize: 0.2, seed: 42)

let model = Sequential("mnist-mlp", seed: 1) {
    Flatten()
    Dense(128, activation: .relu)
    Dense(10, activation: .softmax)
}
try model.compile(
    optimizer: .adam, loss: .sparseCategoricalCrossentropy, metrics: [.accuracy])
let history = try model.fit(train, epochs: 10)

print(try model.summary())
print("loss by epoch:", history["loss"])
print("test accuracy:", try model.evaluate(test)["accuracy"] ?? 0)
