// SPDX-License-Identifier: Apache-2.0
// Real handwritten digits, 8 x 8 pixels, that come with the package: trains in a second.
import Martlet

let (train, test) = try Dataset.digits().trainTestSplit(testSize: 0.2, seed: 7, stratified: true)

let model = Sequential("digits-cnn", seed: 1) {
    Conv2D(32, kernel: 3, padding: .same, activation: .relu)
    MaxPooling2D()
    Conv2D(64, kernel: 3, padding: .same, activation: .relu)
    MaxPooling2D()
    Flatten()
    Dropout(0.25)
    Dense(64, activation: .relu)
    Dense(10, activation: .softmax)
}
try model.compile(
    optimizer: .adam, loss: .sparseCategoricalCrossentropy, metrics: [.accuracy])
try model.fit(train, epochs: 20)

print("test accuracy:", try model.evaluate(test)["accuracy"] ?? 0)
try model.save(to: "digits-cnn.safetensors")
