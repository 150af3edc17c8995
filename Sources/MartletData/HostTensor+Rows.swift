// SPDX-License-Identifier: Apache-2.0
package import MartletIR

extension HostTensor {
    /// The size along the first axis; 0 for a scalar, which has no rows.
    package var rowCount: Int { shape.sizes.first ?? 0 }

    /// The shape of one row.
    package var rowShape: Shape { Shape(Array(shape.sizes.dropFirst())) }

    /// Bytes from one row to the next.
    package var rowByteCount: Int { rowShape.count * dtype.byteCount }

    /// The rows of the given numbers, copied, in that order; all of them must exist.
    package func rows(_ rows: [Int]) -> HostTensor {
        let size = rowByteCount
        return HostTensor(TensorType(Shape([rows.count] + rowShape.sizes), dtype)) { target in
            withUnsafeBytes { source in
                for (index, row) in rows.enumerated() where size > 0 {
                    let piece = UnsafeRawBufferPointer(
                        rebasing: source[row * size..<(row + 1) * size])
                    UnsafeMutableRawBufferPointer(rebasing: target[(index * size)...])
                        .copyMemory(from: piece)
                }
            }
        }
    }

    /// The rows of `range`: the same memory if it begins on a boundary that ``Buffer`` promises, else a copy.
    package func rows(_ range: Range<Int>) -> HostTensor {
        if range == 0..<rowCount { return self }
        let start = range.lowerBound * rowByteCount
        guard start % 64 == 0, !range.isEmpty else { return rows(Array(range)) }
        let type = TensorType(Shape([range.count] + rowShape.sizes), dtype)
        let owner = buffer
        let part = Buffer(owner.pointer + start, byteCount: type.byteCount) { _ in
            withExtendedLifetime(owner) {}
        }
        return HostTensor(type, part)
    }
}
