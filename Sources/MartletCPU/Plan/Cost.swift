// SPDX-License-Identifier: Apache-2.0

/// About what a step costs one thread: it calculates while it moves bytes, and takes as long as the slower of both.
///
/// An estimate from the problem alone, for a present-day core; it is never measured, so that plans are the same everywhere.
///
/// - SeeAlso: Williams, Waterman & Patterson, "Roofline: an insightful visual performance model", 2009.
package struct Cost: Hashable, Sendable {
    /// Nanoseconds of work on elements that are there already.
    package var calculating: Double
    /// Bytes of the arrays that are read or written, each once.
    package var bytes: Double

    /// A cost of both parts.
    package init(calculating: Double, bytes: Int = 0) {
        self.calculating = calculating
        self.bytes = Double(bytes)
    }

    /// About how long it takes.
    package var nanoseconds: Double {
        max(calculating, bytes / Speed.streamedBytesPerNanosecond)
    }

    /// The cost of doing both.
    static func + (first: Cost, second: Cost) -> Cost {
        var sum = first
        sum.calculating += second.calculating
        sum.bytes += second.bytes
        return sum
    }
}
