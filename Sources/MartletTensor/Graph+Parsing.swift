// SPDX-License-Identifier: Apache-2.0
public import MartletIR

extension Graph {
    /// The graph that ``MartletIR/Graph/description`` has written.
    ///
    /// ```swift
    /// let graph = try Graph(parsing: """
    ///     %0 = input() {index: 0, type: "[3] float32"} : [3] float32
    ///     %1 = exp(%0) : [3] float32
    ///     return %1
    ///     """)
    /// ```
    /// A gradient rule of a user's own is a closure and has no text; graphs have none left after `RemoveMarkers`.
    ///
    /// - Throws: ``MartletIR/GraphError`` with line and column, or with what is wrong with the graph that the text
    ///   describes.
    public init(parsing text: String) throws {
        var parser = GraphParser(text, operations: Catalog.all)
        self = try parser.parse()
    }
}
