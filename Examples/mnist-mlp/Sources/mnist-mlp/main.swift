// SPDX-License-Identifier: Apache-2.0
// MNIST with one hidden layer of 128; a fifth of the training digits is set aside for validation.
import Martlet

let (digits, test) = try Dataset.mnist()
let (train, validation) = try digits.trainTestSplit(testSize: 0.2, seed: 42)

let model = Sequential("mnist-mlp", seed: 1) {
    Flatten()
    Dense(128, activation: .relu)
    Dense(10, activation: .softmax)
}
try model.compile(
    optimizer: .adam, loss: .sparseCategoricalCrossentropy, metrics: [.accuracy])
let history = try model.fit(train, epochs: 10, validation: validation)

print(try model.summary())
print("validation accuracy by epoch:", history["val_accuracy"])
print("test accuracy:", try model.evaluate(test)["accuracy"] ?? 0)
