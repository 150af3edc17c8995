// SPDX-License-Identifier: Apache-2.0
public import MartletFormats
import MartletIR
public import MartletTensor

/// Gives each example another shape of as many elements.
///
/// ## Shapes
/// - input:  `[batch, …]`
/// - output: `[batch] + targetShape`
public final class Reshape: UnaryLayer, StorableLayer {
    /// Keras' name of the class.
    public static let className = "Reshape"
    /// The name given to the layer; the model makes one if it is `nil`.
    public let name: String?
    /// The new shape of one example; one size may be −1: whatever is left.
    public let targetShape: [Int]

    /// A layer that gives each example another shape.
    ///
    /// - Parameters:
    ///   - targetShape: The new shape of one example; one size may be −1: whatever is left.
    ///   - name: The layer's name; `reshape`, `reshape_1`, … if `nil`.
    public init(_ targetShape: [Int], name: String? = nil) {
        precondition(
            targetShape.allSatisfy { $0 > 0 || $0 == -1 }
                && targetShape.count { $0 == -1 } <= 1,
            "Reshape: sizes must be at least 1, and at most one of them −1, got \(targetShape).")
        self.targetShape = targetShape
        self.name = name
    }

    /// The layer with the arguments that `configuration` holds under Keras' names.
    public convenience init(from configuration: ConfigurationReader) throws {
        let sizes = try configuration.sizeList("target_shape", allowingUnknown: true)
        guard sizes.count(where: { $0 == -1 }) <= 1 else {
            throw configuration.error("target_shape", "can hold −1 only once, got \(sizes)")
        }
        self.init(sizes, name: try configuration.optionalString("name"))
    }

    /// The arguments under Keras' names.
    public var configuration: JSONObject { ["target_shape": .sizes(targetShape)] }

    /// The layer's result.
    public func call(_ x: Tensor, in scope: LayerScope) -> Tensor {
        guard x.rank >= 1 else {
            return .failed(.wrongRank(of: x.shape, expected: "[batch, …]", layer: Self.className))
        }
        let features = x.shape.sizes.dropFirst().reduce(1, *)
        guard let sizes = sizes(holding: features) else {
            return .failed(
                GraphError(
                    code: .shapeMismatch, operation: Self.className,
                    problem: "examples of \(x.shape.sizes.dropFirst()) have \(features) elements, "
                        + "\(targetShape) cannot hold as many"))
        }
        return x.reshaped(to: Shape([x.shape[0]] + sizes))
    }

    /// The target shape with −1 worked out; `nil` if it does not hold `features` elements.
    private func sizes(holding features: Int) -> [Int]? {
        var known = 1
        for size in targetShape where size != -1 {
            let product = known.multipliedReportingOverflow(by: size)
            if product.overflow { return nil }
            known = product.partialValue
        }
        guard targetShape.contains(-1) else { return known == features ? targetShape : nil }
        guard features % known == 0 else { return nil }
        return targetShape.map { $0 == -1 ? features / known : $0 }
    }
}
