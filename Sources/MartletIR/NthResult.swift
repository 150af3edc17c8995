// SPDX-License-Identifier: Apache-2.0

/// One of the results of an operation that has several.
///
/// The only operation that may read them: everything else reads one value, and need not know that there are more.
public struct NthResult: Operation, Codable {
    /// `result`.
    public static let name = "result"
    /// Which of the results.
    public let index: Int
    /// Its type.
    public let type: TensorType

    /// The result at `index`, of the given type.
    public init(index: Int, type: TensorType) {
        self.index = index
        self.type = type
    }

    /// The type of the chosen result.
    public func resultType(of operands: Operands) throws(GraphError) -> TensorType { type }
}
