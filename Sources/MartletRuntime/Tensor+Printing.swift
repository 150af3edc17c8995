// SPDX-License-Identifier: Apache-2.0
import MartletIR
public import MartletTensor

extension Tensor: CustomStringConvertible {
    /// The elements as nested lists, long axes shortened, with shape and type; or why they cannot be computed.
    public var description: String {
        do {
            let host = try host()
            let elements = Self.nested(host.doubles, host.shape.sizes, as: host.dtype)
            return "\(elements)  \(type)"
        } catch {
            return "Tensor(\(type)): \(error)"
        }
    }

    /// At most six entries of each axis: three from the front and three from the end.
    private static func nested(_ elements: [Double], _ sizes: [Int], as dtype: DType) -> String {
        guard let size = sizes.first else { return text(elements[0], dtype) }
        let inner = Array(sizes.dropFirst())
        let step = inner.reduce(1, *)
        let shown = size <= 6 ? Array(0..<size) : [0, 1, 2, -1] + Array((size - 3)..<size)
        let parts = shown.map { index in
            if index < 0 { return "…" }
            let part = Array(elements[(index * step)..<(index * step + step)])
            return nested(part, inner, as: dtype)
        }
        return "[" + parts.joined(separator: inner.isEmpty ? ", " : ",\n ") + "]"
    }

    private static func text(_ value: Double, _ dtype: DType) -> String {
        if dtype == .bool { return value == 0 ? "false" : "true" }
        if !dtype.isFloating { return "\(Int64(value))" }
        return dtype == .float64 ? "\(value)" : "\(Float(value))"
    }
}
