// SPDX-License-Identifier: Apache-2.0
public import MartletFormats

/// What a layer says of one of its parameters: `kernel_initializer`, `kernel_regularizer`.
public struct ParameterOptions: Configurable, Hashable {
    /// The values that training starts from.
    public var initializer: Initializer
    /// The penalty on large values.
    public var regularizer: Regularizer?

    /// Options of a parameter.
    public init(_ initializer: Initializer, regularizer: Regularizer? = nil) {
        self.initializer = initializer
        self.regularizer = regularizer
    }

    /// The arguments under Keras' names, to which the parameter's name is a prefix.
    public static let schema = Schema<Self>(
        ParameterOptions(.glorotUniform),
        .argument("initializer", \.initializer, "The values that training starts from."),
        .argument("regularizer", \.regularizer, "The penalty on large values."),
        .fixed("constraint", nil))
}
