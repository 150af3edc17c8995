// SPDX-License-Identifier: Apache-2.0
public import MartletFormats
public import MartletIR
public import MartletTensor

/// Says what a network is given: the shape of one example.
///
/// ## Shapes
/// - input and output: `[batch] + shape`
public final class Input: UnaryLayer, StorableLayer {
    /// Keras' name of the class.
    public static let className = "InputLayer"
    /// The name given to the layer; the model makes one if it is `nil`.
    public let name: String?
    /// The shape of one example, without the batch axis.
    public let shape: Shape
    /// The type of the elements; the model's if `nil`.
    public let dtype: DType?

    /// An input of examples of the given shape.
    ///
    /// - Parameters:
    ///   - shape: The shape of one example, without the batch axis.
    ///   - dtype: The type of the elements; the model's if `nil`.
    ///   - name: The layer's name; `input_layer`, `input_layer_1`, … if `nil`.
    public init(shape: Shape, dtype: DType? = nil, name: String? = nil) {
        precondition(
            shape.sizes.allSatisfy { $0 > 0 }, "Input: sizes must be at least 1, got \(shape).")
        self.shape = shape
        self.dtype = dtype
        self.name = name
    }

    /// The layer with the arguments that `configuration` holds under Keras' names.
    public convenience init(from configuration: ConfigurationReader) throws {
        let sizes = try configuration.sizeList("shape")
        guard let shape = try? checking({ Shape(sizes) }) else {
            throw configuration.error("shape", "has more elements than any memory holds: \(sizes)")
        }
        self.init(
            shape: shape, dtype: try Self.dtype(from: configuration),
            name: try configuration.optionalString("name"))
    }

    private static func dtype(from configuration: ConfigurationReader) throws -> DType? {
        guard let name = try configuration.optionalString("dtype") else { return nil }
        if let dtype = DType(rawValue: name) { return dtype }
        let known = DType.allCases.map(\.rawValue)
        throw configuration.error(
            "dtype",
            "there is no element type \"\(name)\"; known are \(known.joined(separator: ", "))",
            hint: Spelling.suggestion(for: name, among: known))
    }

    /// The arguments under Keras' names.
    public var configuration: JSONObject {
        ["shape": .sizes(shape.sizes), "dtype": dtype.map { .string($0.rawValue) } ?? .null]
    }

    /// The layer's result.
    public func call(_ x: Tensor, in scope: LayerScope) -> Tensor {
        guard x.rank == shape.rank + 1, Array(x.shape.sizes.dropFirst()) == shape.sizes else {
            return .failed(
                .wrongRank(
                    of: x.shape, expected: "[batch] + \(shape)", layer: Self.className))
        }
        return x
    }
}
