// SPDX-License-Identifier: Apache-2.0
import MartletData
import MartletIR

/// The types of what one batch hands to a program.
struct BatchTypes: Hashable, Sendable {
    let inputs: [TensorType]
    let targets: [TensorType]
    let hasWeights: Bool

    /// Batches of the given parts.
    init(inputs: [TensorType], targets: [TensorType], hasWeights: Bool) {
        self.inputs = inputs
        self.targets = targets
        self.hasWeights = hasWeights
    }

    /// Batches of `size` examples of `data` for a network that computes in `dtype`.
    ///
    /// Labels stay whole numbers (as int32), other targets become `dtype`.
    init(_ data: Dataset, size: Int, dtype: DType, takesLabels: Bool) {
        inputs = data.inputs.map {
            TensorType(Shape([size] + $0.exampleShape.sizes), dtype)
        }
        targets = data.targets.map {
            TensorType(
                Shape([size] + $0.shape.sizes.dropFirst()), takesLabels ? .int32 : dtype)
        }
        hasWeights = data.weights != nil
    }

    /// The type of the weights.
    var weights: TensorType { TensorType([inputs[0].shape[0]], .float32) }
}
