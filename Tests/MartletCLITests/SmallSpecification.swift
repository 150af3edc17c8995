// SPDX-License-Identifier: Apache-2.0

/// A specification that trains in no time, with parts exchanged by tests.
struct SmallSpecification {
    var data = "{name: random, samples: 24, shape: [4], classes: 3, seed: 1, split: {test_size: 6}}"
    var preprocessing = "{}"
    var layers = ["Dense: {units: 8, activation: relu}", "Dense: {units: 3, activation: softmax}"]
    var optimizer = "adam"
    var loss = "sparse_categorical_crossentropy"
    var metrics = "[accuracy]"
    var fit = "{epochs: 2, batch_size: 8}"
    var more = ""

    /// The YAML text.
    var text: String {
        """
        name: small
        data: \(data)
        preprocessing: \(preprocessing)
        layers:
        \(layers.map { "  - \($0)" }.joined(separator: "\n"))
        compile:
          optimizer: \(optimizer)
          loss: \(loss)
          metrics: \(metrics)
        fit: \(fit)
        \(more)
        """
    }
}
