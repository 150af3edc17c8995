// SPDX-License-Identifier: Apache-2.0
import MartletFormats
public import MartletNN

/// What a model is trained with.
struct Compilation: Sendable {
    let optimizer: any Optimizer
    let loss: any Loss
    let metrics: [Metric]
}

extension Model {
    /// Says what the model is trained with.
    ///
    /// What the optimizer remembered is forgotten; parameters stay.
    ///
    /// - Parameters:
    ///   - optimizer: How parameters change with their gradients.
    ///   - loss: What is made small.
    ///   - metrics: What else is measured.
    /// - Throws: `ConfigurationError` if the description of the model has a mistake.
    public func compile(
        optimizer: some Optimizer, loss: some Loss, metrics: [Metric] = []
    ) throws {
        try compile(anyOptimizer: optimizer, loss: loss, metrics: metrics)
    }

    /// Says what the model is trained with, with parts chosen at run time.
    public func compile(
        anyOptimizer optimizer: any Optimizer, loss: any Loss, metrics: [Metric] = []
    ) throws {
        try checkDescription()
        compilation = Compilation(optimizer: optimizer, loss: loss, metrics: metrics)
        unknownCompilation = nil
        optimizerState = nil
        programs.removeAll()
    }

    func compiled() throws -> Compilation {
        guard let compilation else {
            if let unknownCompilation { throw unknownCompilation.error }
            throw ConfigurationError(
                path: [name], problem: "the model has not been compiled",
                hint: "call compile(optimizer:loss:) before fit and evaluate")
        }
        return compilation
    }
}
