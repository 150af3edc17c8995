// SPDX-License-Identifier: Apache-2.0
// MNIST with one convolution, and labels as rows of a single 1.
import Martlet

let digits = try Dataset.mnist()
let train = try digits.train.oneHot(classes: 10)
let test = try digits.test.oneHot(classes: 10)

let model = Sequential("mnist-cnn-onehot", seed: 1) {
    Conv2D(32, kernel: 3, activation: .relu)
    MaxPooling2D()
    Flatten()
    Dense(128, activation: .relu)
    Dense(10, activation: .softmax)
}
try model.compile(
    optimizer: .adam, loss: .categoricalCrossentropy, metrics: [.accuracy])
let history = try model.fit(train, epochs: 10, batchSize: 128)

print(try model.summary())
print("loss by epoch:", history["loss"])
print("test accuracy:", try model.evaluate(test)["accuracy"] ?? 0)
