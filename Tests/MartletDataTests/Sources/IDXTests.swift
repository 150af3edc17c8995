// SPDX-License-Identifier: Apache-2.0
import MartletData
import MartletIR
import MartletTesting
import Testing

@Suite struct IDXTests {
    static let types: [(UInt8, DType, [UInt8], [Double])] = [
        (0x08, .uint8, [0, 255], [0, 255]), (0x09, .int8, [1, 255], [1, -1]),
        (0x0C, .int32, [0, 0, 1, 2, 255, 255, 255, 254], [258, -2]),
        (0x0D, .float32, [0x3F, 0x80, 0, 0, 0xC0, 0x20, 0, 0], [1, -2.5]),
        (0x0E, .float64, [0x3F, 0xF0, 0, 0, 0, 0, 0, 0, 0xC0, 4, 0, 0, 0, 0, 0, 0], [1, -2.5]),
    ]

    @Test(arguments: types)
    func readsEveryType(code: UInt8, dtype: DType, bytes: [UInt8], values: [Double]) throws {
        let folder = TemporaryFolder()
        let file = [0, 0, code, 2, 0, 0, 0, 1, 0, 0, 0, 2] + bytes
        for content in [file, Compressed.gzip(file)] {
            try AtomicFile.write(content, to: folder.file("a"))
            let tensor = try IDX.read(folder.file("a"))
            #expect(tensor.type == TensorType([1, 2], dtype))
            #expect(tensor.doubles == values)
        }
    }

    static let damaged: [[UInt8]] = [
        [], [0], [0, 0, 8], [0, 0, 8, 1], [0, 0, 8, 1, 0, 0, 0], [0, 0, 8, 1, 0, 0, 0, 2, 1],
        [0, 0, 8, 1, 0, 0, 0, 2, 1, 2, 3], [0, 0, 8, 0, 1], [0, 0, 8, 9, 1],
        [0, 0, 0x0B, 1, 0, 0, 0, 0],
        [0, 0, 0x42, 1, 0, 0, 0, 0], [1, 0, 8, 1, 0, 0, 0, 0], Array("0,0,5,13,9,1".utf8),
        [0, 0, 8, 1, 0xFF, 0xFF, 0xFF, 0xFF, 0],
        [0, 0, 14, 3] + [UInt8](repeating: 0xFF, count: 12),
        [0, 0, 8, 8] + [UInt8](repeating: 0xFF, count: 32),
        [0, 0, 8, 4, 0, 0, 0, 0] + [UInt8](repeating: 0xFF, count: 12),
    ]

    @Test(arguments: damaged)
    func damagedFilesAreRefused(bytes: [UInt8]) throws {
        let folder = TemporaryFolder()
        for content in [bytes, Compressed.gzip(bytes)] {
            try AtomicFile.write(content, to: folder.file("a"))
            let error = #expect(throws: DataError.self) { try IDX.read(folder.file("a")) }
            #expect(error?.code == .malformed || error?.code == .unsupported)
            #expect(error?.path == folder.file("a"))
        }
    }

    @Test func imagesAndLabelsMakeADataset() throws {
        let folder = TemporaryFolder()
        try AtomicFile.write(
            [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2, 0, 255, 51, 0], to: folder.file("x"))
        try AtomicFile.write([0, 0, 8, 1, 0, 0, 0, 2, 1, 3], to: folder.file("y"))
        let data = try IDX.dataset(images: folder.file("x"), labels: folder.file("y"))
        #expect(data.inputs[0].values.type == TensorType([2, 1, 2, 1], .uint8))
        #expect(abs(data.inputs[0].floats().doubles[2] - 0.2) < 1e-7)
        #expect(try data.labels() == [1, 3])
        let error = #expect(throws: DataError.self) {
            try IDX.dataset(
                images: folder.file("x"), labels: folder.file("y"), classNames: ["a", "b", "c"])
        }
        #expect(error?.problem.contains("label 3 of row 1") == true)
        #expect(throws: DataError.self) {
            try IDX.dataset(images: folder.file("y"), labels: folder.file("x"))
        }
        try AtomicFile.write([0, 0, 8, 1, 0, 0, 0, 1, 1], to: folder.file("z"))
        #expect(throws: DataError.self) {
            try IDX.dataset(images: folder.file("x"), labels: folder.file("z"))
        }
    }
}
