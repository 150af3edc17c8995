// SPDX-License-Identifier: Apache-2.0
import MartletIR
public import MartletTensor

extension Tensor: CustomStringConvertible {
    /// The elements as nested lists, long axes shortened, with shape and type; or why they cannot be computed.
    public var description: String {
        do {
            let host = try host()
            let text = Self.reader(host)
            return "\(Self.nested(host.shape.sizes[...], at: 0, text))  \(type)"
        } catch {
            return "Tensor(\(type)): \(error)"
        }
    }

    /// At most seven entries of each axis: three from the front, an ellipsis and three from the end.
    private static func nested(
        _ sizes: ArraySlice<Int>, at start: Int, _ text: (Int) -> String
    ) -> String {
        guard let size = sizes.first else { return text(start) }
        let inner = sizes.dropFirst()
        let step = inner.reduce(1, *)
        let shown = size <= 6 ? Array(0..<size) : [0, 1, 2, -1] + Array((size - 3)..<size)
        let parts = shown.map { index in
            index < 0 ? "…" : nested(inner, at: start + index * step, text)
        }
        return "[" + parts.joined(separator: inner.isEmpty ? ", " : ",\n ") + "]"
    }

    /// A function from an element's position to its text.
    private static func reader(_ host: HostTensor) -> (Int) -> String {
        if host.dtype.isFloating {
            let elements = host.doubles
            if host.dtype == .float64 { return { "\(elements[$0])" } }
            return { "\(Float(elements[$0]))" }
        }
        let elements = host.integers
        if host.dtype == .bool { return { elements[$0] == 0 ? "false" : "true" } }
        return { "\(elements[$0])" }
    }
}
