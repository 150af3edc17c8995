// SPDX-License-Identifier: Apache-2.0

/// Pairs of elements of two lists that must be equally long, for comparisons in tests.
///
/// `zip` stops at the end of the shorter list: a test over it passes because something is missing. The library's own
/// `strictZip` traps there, which would end the other tests, too.
///
/// - Throws: `LengthMismatch` if one list is longer.
public func matchedPairs<First: Collection, Second: Collection>(
    _ first: First, _ second: Second
) throws(LengthMismatch) -> Zip2Sequence<First, Second> {
    guard first.count == second.count else {
        throw LengthMismatch(first: first.count, second: second.count)
    }
    return zip(first, second)
}

/// Two lists that should be compared element by element and are not equally long.
public struct LengthMismatch: Error, CustomStringConvertible {
    let first: Int
    let second: Int

    /// Both lengths.
    public var description: String { "\(first) elements are compared with \(second)" }
}
