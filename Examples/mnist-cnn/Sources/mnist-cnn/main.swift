// SPDX-License-Identifier: Apache-2.0
// MNIST with two convolutions.
import Martlet

let (train, test) = try Dataset.mnist()

let model = Sequential("mnist-cnn", seed: 1) {
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
let history = try model.fit(train, epochs: 5)

print(try model.summary())
print("loss by epoch:", history["loss"])
print("test accuracy:", try model.evaluate(test)["accuracy"] ?? 0)
