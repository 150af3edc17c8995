// SPDX-License-Identifier: Apache-2.0
public import MartletIR

/// What a layer says of one of its parameters when it first asks for it.
public struct ParameterSpecification: Sendable {
    /// The layers and the name: `dense_1/kernel`.
    public let path: String
    /// The sizes along the axes.
    public let shape: Shape
    /// The type of the elements.
    public let dtype: DType
    /// The values that training starts from.
    public let initializer: Initializer
    /// What is added to the loss for large values.
    public let regularizer: Regularizer?
    /// Whether the optimizer changes it; otherwise only the layer itself does.
    public let isTrainable: Bool
}
