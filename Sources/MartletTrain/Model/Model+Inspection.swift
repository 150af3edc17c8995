// SPDX-License-Identifier: Apache-2.0
public import MartletIR

extension Model {
    /// The shapes of the inputs, without the batch axis; `nil` until the model is built.
    public var inputShapes: [Shape]? { network?.inputShapes }

    /// The shapes of the outputs, without the batch axis; `nil` until the model is built.
    public var outputShapes: [Shape]? { network?.outputShapes }

    /// The size of the optimizer's steps; `nil` until the model is compiled.
    ///
    /// Setting it keeps what the optimizer remembers, so that training can go on with other steps.
    public var learningRate: Double? {
        get { compilation?.optimizer.options.learningRate }
        set {
            guard let newValue, let old = compilation else { return }
            var optimizer = old.optimizer
            optimizer.options.learningRate = newValue
            compilation = Compilation(optimizer: optimizer, loss: old.loss, metrics: old.metrics)
        }
    }
}
