// SPDX-License-Identifier: Apache-2.0
public import MartletFormats
import MartletIR
public import MartletTensor

/// Gives each example another shape of as many elements.
///
/// ## Shapes
/// - input:  `[batch, …]`
/// - output: `[batch] + targetShape`
public struct Reshape: UnaryLayer, StorableLayer {
    /// Who the layer is, and its name.
    public var identity: LayerIdentity
    /// The new shape of one example; one size may be −1: whatever is left.
    public internal(set) var targetShape: [Int]

    /// A layer that gives each example another shape.
    public init(_ targetShape: [Int], name: String? = nil) {
        identity = LayerIdentity(name: name)
        self.targetShape = targetShape
        requireValidArguments()
    }

    /// The arguments under Keras' names.
    public static let schema = Schema<Self>(
        Reshape([]),
        .required(
            "target_shape", \.targetShape, in: -1...(1 << 30),
            "The new shape of one example; one size may be −1: whatever is left."),
        .rule("target_shape") { layer in
            let sizes = layer.targetShape
            if sizes.contains(0) { return "must hold sizes of at least 1, got \(sizes)" }
            return sizes.count { $0 == -1 } > 1 ? "can hold −1 only once, got \(sizes)" : nil
        })

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
