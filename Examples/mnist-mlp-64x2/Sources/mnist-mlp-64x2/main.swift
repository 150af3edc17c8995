// SPDX-License-Identifier: Apache-2.0
// MNIST with two hidden layers of 64.
import Martlet

let (train, test) = try Dataset.mnist()

let model = Sequential("mnist-mlp-64x2", seed: 1) {
    Flatten()
    Dense(64, activation: .relu)
    Dense(64, activation: .relu)
    Dense(10, activation: .softmax)
}
try model.compile(
    optimizer: .adam, loss: .sparseCategoricalCrossentropy, metrics: [.accuracy])
let history = try model.fit(train, epochs: 5)

print(try model.summary())
print("loss by epoch:", history["loss"])
print("test accuracy:", try model.evaluate(test)["accuracy"] ?? 0)
