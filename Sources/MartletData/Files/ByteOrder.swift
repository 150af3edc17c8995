// SPDX-License-Identifier: Apache-2.0

/// Turns the bytes of each element around, for data written in the other byte order.
///
/// `bytes` holds whole elements of `size` bytes: 1, 2, 4 or 8.
func swapBytes(_ bytes: UnsafeMutableRawBufferPointer, elementSize size: Int) {
    func swap<Word: FixedWidthInteger>(_: Word.Type) {
        for index in stride(from: 0, to: bytes.count, by: size) {
            let word = bytes.loadUnaligned(fromByteOffset: index, as: Word.self)
            bytes.storeBytes(of: word.byteSwapped, toByteOffset: index, as: Word.self)
        }
    }
    switch size {
    case 2: swap(UInt16.self)
    case 4: swap(UInt32.self)
    case 8: swap(UInt64.self)
    default: break
    }
}

extension Collection<UInt8> {
    /// The unsigned number that the first `count` bytes are, the highest first; all bytes if there are fewer.
    func bigEndian(_ count: Int) -> Int {
        prefix(count).reduce(0) { $0 << 8 | Int($1) }
    }
}
