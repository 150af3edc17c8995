// SPDX-License-Identifier: Apache-2.0

/// The rows of a PNG picture, decompressed and with the filters undone: packed samples, pass after pass.
struct PNGRows {
    let header: PNGHeader
    private(set) var bytes: [UInt8]

    init(_ header: PNGHeader, inflating compressed: [UInt8]) throws {
        self.header = header
        let size = header.passes.reduce(0) { $0 + $1.height * (1 + header.rowSize($1.width)) }
        // A short file cannot claim many pixels: DEFLATE makes at most 1,032 bytes of one.
        guard size / 1_032 <= compressed.count else { throw Self.cutOff }
        bytes = try Self.inflate(compressed, size: size)
        try undoFilters()
    }

    /// Calls `body` with each pass, the number of a row in it, and where the row's samples begin.
    func forEachRow(_ body: (PNGPass, Int, Int) throws -> Void) rethrows {
        var start = 0
        for pass in header.passes {
            for row in 0..<pass.height {
                try body(pass, row, start + 1)
                start += 1 + header.rowSize(pass.width)
            }
        }
    }

    private static var cutOff: DataError {
        DataError(
            .malformed, "the picture is cut off: there are fewer pixels than the header declares")
    }

    private static func inflate(_ compressed: [UInt8], size: Int) throws -> [UInt8] {
        let inflater = try Inflater(.zlib)
        return try [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            let output = UnsafeMutableRawBufferPointer(buffer)
            var done = 0
            try compressed.withUnsafeBytes { input in
                var used = 0
                while done < size {
                    let progress = try inflater.inflate(
                        UnsafeRawBufferPointer(rebasing: input[used...]),
                        into: UnsafeMutableRawBufferPointer(rebasing: output[done..<size]))
                    used += progress.consumed
                    done += progress.produced
                    guard done == size || progress.produced > 0 else { throw cutOff }
                }
            }
            count = done
        }
    }

    /// Filters predict a byte from its neighbours; a row's first byte says how (PNG specification, §9).
    private mutating func undoFilters() throws {
        let distance = max(1, header.samples * header.depth / 8)
        for pass in header.passes.indices { try undoFilters(pass, distance) }
    }

    private mutating func undoFilters(_ number: Int, _ distance: Int) throws {
        let passes = header.passes
        let size = header.rowSize(passes[number].width)
        var start =
            passes[..<number].reduce(0) { $0 + $1.height * (1 + header.rowSize($1.width)) } + 1
        for row in 0..<passes[number].height {
            let filter = bytes[start - 1]
            guard filter <= 4 else {
                throw DataError(.malformed, "a row of the picture has the unknown filter \(filter)")
            }
            for index in 0..<size where filter != 0 {
                let place = start + index
                let left = index >= distance ? Int(bytes[place - distance]) : 0
                let above = row > 0 ? Int(bytes[place - size - 1]) : 0
                let corner =
                    row > 0 && index >= distance ? Int(bytes[place - size - 1 - distance]) : 0
                bytes[place] &+= Self.prediction(filter, left, above, corner)
            }
            start += size + 1
        }
    }

    private static func prediction(_ filter: UInt8, _ left: Int, _ above: Int, _ corner: Int)
        -> UInt8
    {
        switch filter {
        case 1: return UInt8(left)
        case 2: return UInt8(above)
        case 3: return UInt8((left + above) / 2)
        default:
            // Paeth: the neighbour nearest to left + above − corner.
            let estimate = left + above - corner
            let (a, b, c) = (abs(estimate - left), abs(estimate - above), abs(estimate - corner))
            return UInt8(a <= b && a <= c ? left : b <= c ? above : corner)
        }
    }
}
