// SPDX-License-Identifier: Apache-2.0
// A functional network that says yes or no: does a row of ten numbers add up to more than 0?
import Martlet

let x = try Tensor.normal([100, 10], seed: 1).realized()
let y = (x.sum([1], keepingDimensions: true) .> 0).cast(to: .float32)

let input = Input(shape: [10])
let hidden = Dense(10, activation: .relu)(input)
let output = Dense(1, activation: .sigmoid)(hidden)
let model = Model(inputs: input, outputs: output, name: "binary-mlp", seed: 1)
try model.compile(
    optimizer: .adam(learningRate: 0.01), loss: .binaryCrossentropy, metrics: [.accuracy])
let history = try model.fit(x, y, epochs: 100)

print("loss:", history["loss"].last ?? 0, "accuracy:", history["accuracy"].last ?? 0)
print("five answers:", try model.predict(x[.range(0, 5)]), "of", y[.range(0, 5)])
