// SPDX-License-Identifier: Apache-2.0

/// Whether there are as many numbers as expected, each within `tolerance` of its own; NaN matches NaN only.
///
/// ```swift
/// #expect(isClose(try y.scalars(), [1, 2, 3], tolerance: .float32))
/// ```
public func isClose<Actual: BinaryFloatingPoint>(
    _ actual: [Actual], _ expected: [Double], tolerance: Tolerance
) -> Bool {
    actual.count == expected.count
        && zip(actual, expected).allSatisfy { isClose($0, $1, tolerance: tolerance) }
}

/// Whether a number is within `tolerance` of the expected one; NaN matches NaN only.
public func isClose<Actual: BinaryFloatingPoint>(
    _ actual: Actual, _ expected: Double, tolerance: Tolerance
) -> Bool {
    let actual = Double(actual)
    if actual.isNaN || expected.isNaN { return actual.isNaN && expected.isNaN }
    if actual == expected { return true }
    let distance = (actual - expected).magnitude
    return distance <= tolerance.absolute + tolerance.relative * expected.magnitude
        && distance.isFinite
}

/// The greatest difference between two results as a share of the greatest magnitude expected, at least `floor`.
///
/// Infinity if the counts differ, or NaN or infinity stands where it should not.
public func relativeError(_ actual: [Double], _ expected: [Double], floor: Double = 1e-30)
    -> Double
{
    guard actual.count == expected.count else { return .infinity }
    var (difference, magnitude) = (0.0, floor)
    for (value, wanted) in zip(actual, expected) {
        if value == wanted || (value.isNaN && wanted.isNaN) {
            if wanted.isFinite { magnitude = max(magnitude, wanted.magnitude) }
            continue
        }
        guard value.isFinite, wanted.isFinite else { return .infinity }
        difference = max(difference, (value - wanted).magnitude)
        magnitude = max(magnitude, wanted.magnitude)
    }
    return difference / magnitude
}

/// In words, the place where two results of equal length are farthest apart.
package func worstDifference(_ actual: [Double], _ expected: [Double]) -> String {
    guard actual.count == expected.count else {
        return "\(actual.count) elements instead of \(expected.count)"
    }
    func distance(_ index: Int) -> Double {
        let (value, wanted) = (actual[index], expected[index])
        if value == wanted || (value.isNaN && wanted.isNaN) { return 0 }
        return value.isFinite && wanted.isFinite ? (value - wanted).magnitude : .infinity
    }
    guard let worst = actual.indices.max(by: { distance($0) < distance($1) }) else { return "" }
    return "[\(worst)] is \(actual[worst]) instead of \(expected[worst])"
}
