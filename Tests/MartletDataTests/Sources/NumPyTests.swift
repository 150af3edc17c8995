// SPDX-License-Identifier: Apache-2.0
import MartletData
import MartletIR
import MartletTesting
import Testing

@Suite struct NumPyTests {
    /// A file with the given header and data, of version 1, 2 or 3 of the format.
    private func file(_ header: String, _ data: [UInt8], version: UInt8 = 1) -> [UInt8] {
        let length = Compressed.little(UInt32(header.utf8.count))
        return [0x93] + Array("NUMPY".utf8) + [version, 0] + length.prefix(version == 1 ? 2 : 4)
            + Array(header.utf8) + data
    }

    private func read(_ bytes: [UInt8]) throws -> HostTensor {
        let folder = TemporaryFolder()
        try AtomicFile.write(bytes, to: folder.file("a.npy"))
        return try NumPy.read(folder.file("a.npy"))
    }

    static let kept = DType.allCases.filter { $0 != .bfloat16 }
    static let shapes: [Shape] = [[], [1], [6], [2, 3], [3, 1, 2], [0], [0, 4], [2, 0]]

    @Test(arguments: kept, shapes)
    func comesBackAsItWasWritten(dtype: DType, shape: Shape) throws {
        let folder = TemporaryFolder()
        let values = (0..<shape.count).map { dtype == .bool ? Double($0 % 2) : Double($0) }
        let tensor = HostTensor(values, shape: shape, dtype: dtype)
        try NumPy.write(tensor, to: folder.file("a.npy"))
        let back = try NumPy.read(folder.file("a.npy"))
        #expect(back.type == tensor.type)
        #expect(back.doubles == values)
    }

    @Test func bfloat16IsRefused() {
        let folder = TemporaryFolder()
        let error = #expect(throws: DataError.self) {
            try NumPy.write(HostTensor([1], shape: [1], dtype: .bfloat16), to: folder.file("a"))
        }
        #expect(error?.code == .unsupported)
    }

    @Test(arguments: [1, 2, 3] as [UInt8])
    func readsEveryVersion(version: UInt8) throws {
        let header = "{'descr': '|u1', 'fortran_order': False, 'shape': (2, 2), }      \n"
        #expect(try read(file(header, [1, 2, 3, 4], version: version)).doubles == [1, 2, 3, 4])
    }

    @Test func readsTheOtherByteOrder() throws {
        let header = "{'descr': '>i4', 'fortran_order': False, 'shape': (2,), }\n"
        #expect(try read(file(header, [0, 0, 1, 0, 255, 255, 255, 254])).doubles == [256, -2])
        let halves = "{'descr': '>f2', 'fortran_order': False, 'shape': (2,), }\n"
        #expect(try read(file(halves, [0x3C, 0, 0xC1, 0])).doubles == [1, -2.5])
    }

    @Test func readsFortransOrder() throws {
        let header = "{\"shape\": (2, 3L), 'fortran_order': True, 'descr': '|i1'}\n"
        let tensor = try read(file(header, [1, 4, 2, 5, 3, 6]))
        #expect(tensor.shape == [2, 3])
        #expect(tensor.doubles == [1, 2, 3, 4, 5, 6])
        let cube = "{'descr': '|i1', 'fortran_order': True, 'shape': (2, 2, 2), }\n"
        #expect(
            try read(file(cube, [0, 4, 2, 6, 1, 5, 3, 7])).doubles == [0, 1, 2, 3, 4, 5, 6, 7])
    }

    static let badHeaders = [
        "", "{}", "{'descr': '<f4'}", "{'descr': '<f4', 'fortran_order': False, 'shape': 2}",
        "{'descr': '<f4', 'fortran_order': Maybe, 'shape': (1,)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (-1,)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), 'more': 1}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1,)} junk",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (4611686018427387904, 4)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (0, 4611686018427387904, 4)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2,)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': ()} ",
        "{'descr': '|O', 'fortran_order': False, 'shape': (1,)}",
        "{'descr': '<U3', 'fortran_order': False, 'shape': (1,)}",
        "{'descr': '<c8', 'fortran_order': False, 'shape': (1,)}",
        "{'descr': '', 'fortran_order': False, 'shape': (1,)}",
        "{'descr': 'xf4', 'fortran_order': False, 'shape': (1,)}",
        "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,)}",
        "{'descr': '<f4", "\u{0}\u{0}\u{0}",
        "{'descr' '<f4', 'fortran_order': False, 'shape': (1,)}",
    ]

    /// Each is followed by 5 bytes of data.
    @Test(arguments: badHeaders)
    func badHeadersAreRefused(header: String) {
        let error = #expect(throws: DataError.self) { try read(file(header, [1, 2, 3, 4, 5])) }
        #expect(error?.code == .malformed || error?.code == .unsupported)
    }

    @Test func damagedFilesAreRefused() throws {
        let good = file(
            "{'descr': '<f8', 'fortran_order': False, 'shape': (2,), }\n",
            .init(repeating: 0, count: 16))
        _ = try read(good)
        for length in good.indices {
            #expect(throws: DataError.self) { try read(Array(good[..<length])) }
        }
        #expect(throws: DataError.self) { try read(good + [0]) }
        #expect(throws: DataError.self) { try read([UInt8](repeating: 0xFF, count: 99)) }
        var version = good
        version[6] = 9
        #expect(throws: DataError.self) { try read(version) }
        let huge = [0x93] + Array("NUMPY".utf8) + [2, 0, 255, 255, 255, 255, 0x7B]
        #expect(throws: DataError.self) { try read(huge) }
    }
}
