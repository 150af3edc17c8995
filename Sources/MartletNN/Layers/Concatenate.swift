// SPDX-License-Identifier: Apache-2.0
public import MartletFormats
import MartletIR
public import MartletTensor

/// Puts several inputs one after another along an axis.
///
/// ## Shapes
/// - inputs: at least two, whose sizes differ along the axis only
/// - output: the same, with the sum of the sizes along the axis
public struct Concatenate: StorableLayer {
    /// Who the layer is, and its name.
    public var identity: LayerIdentity
    /// The axis; negative ones count from the end.
    public internal(set) var axis: Int

    /// A layer that puts its inputs together along an axis, which is not that of the batch.
    public init(axis: Int = -1, name: String? = nil) {
        identity = LayerIdentity(name: name)
        self.axis = axis
        requireValidArguments()
    }

    /// The arguments under Keras' names.
    public static let schema = Schema<Self>(
        Concatenate(),
        .argument(
            "axis", \.axis, as: .axis, in: .axes, "The axis; negative ones count from the end."),
        .rule("axis") { $0.axis == 0 ? "cannot be 0, the axis of the batch" : nil })

    /// The layer's result.
    public func call(_ inputs: [Tensor], in scope: LayerScope) -> Tensor {
        guard inputs.count >= 2 else {
            return .failed(.tooFewInputs(inputs.count, of: Self.className))
        }
        guard inputs[0].shape.index(ofAxis: axis) != 0 else {
            return .failed(
                GraphError(
                    code: .axisOutOfRange, operation: Self.className,
                    problem: "axis \(axis) of \(inputs[0].shape) is that of the batch"))
        }
        return Tensor.concatenated(inputs, axis: axis)
    }
}
