// SPDX-License-Identifier: Apache-2.0
import MartletIR

/// Random matrices whose rows, or columns if there are fewer, have length 1 and are at right angles.
enum OrthogonalMatrix {
    /// The elements, row by row, of a matrix with as many columns as the last axis of `shape`.
    ///
    /// The Q of a QR decomposition of normal numbers, with the signs that make R's diagonal positive: then all such
    /// matrices are equally likely (Mezzadri, "How to generate random matrices from the classical compact groups",
    /// 2007). Modified Gram–Schmidt gives these signs by itself.
    static func elements(_ shape: Shape, _ source: RandomSequence) -> [Double] {
        let columns = shape[-1]
        guard columns > 0, shape.count > 0 else { return [] }
        let rows = shape.count / columns
        let (length, count) = (max(rows, columns), min(rows, columns))
        var vectors = source.normal(length * count)
        for index in 0..<count {
            // Twice is enough (Giraud, Langou & Rozložník, 2005): a second pass takes off what rounding left.
            for _ in 0..<2 { removeEarlier(from: index, of: &vectors, length) }
            normalize(index, of: &vectors, length)
        }
        if rows < columns { return vectors }
        return (0..<length * count).map { vectors[$0 % count * length + $0 / count] }
    }

    /// Takes off vector `index` its parts along the vectors before it.
    private static func removeEarlier(from index: Int, of vectors: inout [Double], _ length: Int) {
        vectors.withUnsafeMutableBufferPointer { vectors in
            for earlier in 0..<index {
                var product = 0.0
                for place in 0..<length {
                    product += vectors[earlier * length + place] * vectors[index * length + place]
                }
                for place in 0..<length {
                    vectors[index * length + place] -= product * vectors[earlier * length + place]
                }
            }
        }
    }

    private static func normalize(_ index: Int, of vectors: inout [Double], _ length: Int) {
        let range = index * length..<(index + 1) * length
        let norm = vectors[range].reduce(0) { $0 + $1 * $1 }.squareRoot()
        for place in range { vectors[place] /= norm }
    }
}
