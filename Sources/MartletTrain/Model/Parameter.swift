// SPDX-License-Identifier: Apache-2.0
public import MartletIR
public import MartletNN

/// A parameter of a model: what its layer said of it, and its values.
public struct Parameter: Sendable {
    /// Path, shape, initial values and penalty.
    public let specification: ParameterSpecification
    /// The memory of the values; training updates it in place.
    let buffer: Buffer

    /// The layers and the name: `dense_1/kernel`.
    public var path: String { specification.path }
    /// Whether the optimizer changes it.
    public var isTrainable: Bool { specification.isTrainable }
    /// How many numbers it holds.
    public var count: Int { specification.shape.count }
    /// The shape and element type.
    public var type: TensorType { TensorType(specification.shape, specification.dtype) }

    /// A copy of the values as they are now.
    public var value: HostTensor { HostTensor(type, buffer).copied() }

    /// The same parameter with memory of its own.
    func copied() -> Parameter { Parameter(specification: specification, buffer: value.buffer) }
}
