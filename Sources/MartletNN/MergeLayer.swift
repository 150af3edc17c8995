// SPDX-License-Identifier: Apache-2.0
import MartletFormats
import MartletIR
public import MartletTensor

/// A layer that makes one tensor of several, element by element.
public protocol MergeLayer: StorableLayer {
    /// The result for tensors that broadcast together, at least one.
    func merge(_ tensors: [Tensor]) -> Tensor
}

extension MergeLayer {
    /// The result for tensors whose sizes are equal or 1; missing axes are put in after the batch axis, as in Keras.
    public func call(_ inputs: [Tensor], in scope: LayerScope) -> Tensor {
        guard inputs.count >= 2 else {
            return .failed(.tooFewInputs(inputs.count, of: Self.className))
        }
        let rank = inputs.map(\.rank).max() ?? 0
        return merge(
            inputs.map { input in
                guard input.rank >= 1, input.rank < rank else { return input }
                let ones = [Int](repeating: 1, count: rank - input.rank)
                let sizes = input.shape.sizes
                return input.reshaped(to: Shape([sizes[0]] + ones + sizes.dropFirst()))
            })
    }
}

extension GraphError {
    static func tooFewInputs(_ count: Int, of layer: String) -> GraphError {
        GraphError(
            code: .shapeMismatch, operation: layer,
            problem: "needs at least 2 inputs, got \(count)",
            hint: "call it on a list: layer([a, b])")
    }
}
