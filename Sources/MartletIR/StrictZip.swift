// SPDX-License-Identifier: Apache-2.0

/// The pairs of two collections that must be of one length.
///
/// The standard library's `zip` ends with the shorter one, which would hide a mistake of ours: what is left over would
/// silently not be computed, copied or checked.
package func strictZip<First: Collection, Second: Collection>(
    _ first: First, _ second: Second, file: StaticString = #fileID, line: UInt = #line
) -> Zip2Sequence<First, Second> {
    guard first.count == second.count else {
        internalFailure(
            "\(first.count) values are paired with \(second.count)", file: file, line: line)
    }
    return zip(first, second)
}
