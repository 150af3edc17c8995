// SPDX-License-Identifier: Apache-2.0
// Ten classes from 100 random numbers, with categorical cross-entropy.
import Martlet

let x = try Tensor.normal([1_000, 100], seed: 1).realized()
let labels = x[.all, .range(0, 10)].argmax()

let model = Sequential("categorical-mlp", seed: 1) {
    Dense(64, activation: .relu)
    Dense(64, activation: .relu)
    Dense(10, activation: .softmax)
}
try model.compile(
    optimizer: .adam, loss: .categoricalCrossentropy, metrics: [.accuracy])
let history = try model.fit(x, labels.oneHot(classes: 10), epochs: 20, validationSplit: 0.2)

print("accuracy:", history["accuracy"].last ?? 0)
print("on rows never seen:", history["val_accuracy"].last ?? 0)
