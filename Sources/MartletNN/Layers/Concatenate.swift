// SPDX-License-Identifier: Apache-2.0
public import MartletFormats
import MartletIR
public import MartletTensor

/// Puts several inputs one after another along an axis.
///
/// ## Shapes
/// - inputs: at least two, whose sizes differ along the axis only
/// - output: the same, with the sum of the sizes along the axis
public final class Concatenate: StorableLayer {
    /// Keras' name of the class.
    public static let className = "Concatenate"
    /// The name given to the layer; the model makes one if it is `nil`.
    public let name: String?
    /// The axis; negative ones count from the end.
    public let axis: Int

    /// A layer that puts its inputs together.
    ///
    /// - Parameters:
    ///   - axis: The axis, not that of the batch; negative ones count from the end.
    ///   - name: The layer's name; `concatenate`, `concatenate_1`, … if `nil`.
    public init(axis: Int = -1, name: String? = nil) {
        precondition(axis != 0, "Concatenate: axis 0 is the batch.")
        self.axis = axis
        self.name = name
    }

    /// The layer with the arguments that `configuration` holds under Keras' names.
    public convenience init(from configuration: ConfigurationReader) throws {
        let axis = try configuration.axis()
        if axis == 0 { throw configuration.error("axis", "cannot be 0, the axis of the batch") }
        self.init(axis: axis, name: try configuration.optionalString("name"))
    }

    /// The arguments under Keras' names.
    public var configuration: JSONObject { ["axis": .int(axis)] }

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
