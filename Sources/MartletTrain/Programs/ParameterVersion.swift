// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// Counts the changes of a network's parameters, for programs that computed something from their values ahead.
final class ParameterVersion: Sendable {
    private let count = Atomic(0)

    /// The number of changes so far.
    var current: Int { count.load(ordering: .relaxed) }

    /// Says that parameters have new values.
    func advance() { count.wrappingAdd(1, ordering: .relaxed) }
}
