// SPDX-License-Identifier: Apache-2.0
private import Synchronization

/// Runs `body` and throws the first ``GraphError`` that an expression in it makes.
///
/// Outside `checking` such a mistake ends the process with the same message, as an index out of range does.
/// Inside, the failed expression yields a poisoned tensor, everything computed from it is poisoned without
/// a further message, and the first error is thrown when `body` returns.
///
/// ```swift
/// let y = try checking { x.matmul(weights) }
/// ```
/// - Throws: The first ``GraphError``, or else what `body` throws.
public func checking<Result>(_ body: () throws -> Result) throws -> Result {
    let collector = ErrorCollector()
    let result: Result
    do {
        result = try ErrorCollector.$current.withValue(collector, operation: body)
    } catch {
        throw collector.first ?? error
    }
    if let first = collector.first { throw first }
    return result
}

/// Keeps the first error of a ``checking(_:)`` scope.
package final class ErrorCollector: Sendable {
    @TaskLocal package static var current: ErrorCollector?

    private let error = Mutex<GraphError?>(nil)

    package init() {}

    package var first: GraphError? { error.withLock { $0 } }

    package func record(_ new: GraphError) {
        error.withLock { if $0 == nil { $0 = new } }
    }
}

/// Names of the layers whose code is running, outermost first; error messages carry them.
package enum LayerPath {
    @TaskLocal package static var current: [String] = []
}

extension GraphError {
    /// Hands the error to the enclosing ``checking(_:)``; ends the process if there is none.
    package func report() {
        var error = self
        if !LayerPath.current.isEmpty {
            let path = LayerPath.current.joined(separator: " ▸ ")
            error.context.insert("layer  \(path)", at: 0)
        }
        guard let collector = ErrorCollector.current else { fatalError(error.description) }
        collector.record(error)
    }
}
