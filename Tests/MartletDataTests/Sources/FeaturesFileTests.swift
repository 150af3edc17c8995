// SPDX-License-Identifier: Apache-2.0
import MartletData
import MartletIR
import MartletTesting
import Testing

@Suite struct FeaturesFileTests {
    static let shapes: [Shape] = [[2, 2, 1], [2, 2], [4]]

    @Test(arguments: shapes)
    func aPictureBecomesOneExample(shape: Shape) throws {
        let folder = TemporaryFolder()
        try AtomicFile.write(Array("P5 2 2 255\n".utf8) + [0, 51, 102, 255], to: folder.file("a"))
        let features = try Features(contentsOf: folder.file("a"), exampleShape: shape)
        #expect(features.values.shape == Shape([1] + shape.sizes))
        #expect(features.values.integers == [0, 51, 102, 255])
        #expect(abs(features.floats().doubles[1] - 0.2) < 1e-7)
        let negative = try Features(
            contentsOf: folder.file("a"), exampleShape: shape, invertingPictures: true)
        #expect(negative.values.integers == [255, 204, 153, 0])
    }

    @Test func aPictureTakesTheSizeAndColoursOfTheNetwork() throws {
        let gray = try Picture(
            width: 4, height: 4, channels: 1, pixels: .init(repeating: 9, count: 16))
        #expect(
            try Features(gray, exampleShape: [2, 3, 3]).values.integers
                == .init(repeating: 9, count: 18))
        for shape in [[], [5], [2, 2, 2], [2, 2, 2, 1], [0, 0, 1]] as [Shape] {
            #expect(throws: DataError.self) { try Features(gray, exampleShape: shape) }
        }
    }

    @Test func anArrayHoldsOneExampleOrSeveral() throws {
        let folder = TemporaryFolder()
        let path = folder.file("a.npy")
        for (shape, count) in [([2, 3], 1), ([1, 2, 3], 1), ([4, 2, 3], 4)] as [(Shape, Int)] {
            try NumPy.write(
                HostTensor([Double](repeating: 1, count: shape.count), shape: shape), to: path)
            #expect(try Features(contentsOf: path, exampleShape: [2, 3]).count == count)
            #expect(throws: DataError.self) {
                try Features(contentsOf: path, exampleShape: [3, 2])
            }
        }
        try NumPy.write(HostTensor([1, .nan], shape: [1, 2]), to: path)
        let error = #expect(throws: DataError.self) {
            try Features(contentsOf: path, exampleShape: [2])
        }
        #expect(error?.problem == "the array holds nan, at element 1")
        #expect(error?.path == path)
    }

    @Test func aTableHoldsAnExamplePerLine() throws {
        let folder = TemporaryFolder()
        try AtomicFile.write("a,b,c,d\n1,2,3,4\n5,6,7,8\n", to: folder.file("a.csv"))
        let features = try Features(contentsOf: folder.file("a.csv"), exampleShape: [2, 2])
        #expect(features.values.shape == [2, 2, 2])
        #expect(features.floats().doubles == [1, 2, 3, 4, 5, 6, 7, 8])
        let error = #expect(throws: DataError.self) {
            try Features(contentsOf: folder.file("a.csv"), exampleShape: [3])
        }
        #expect(error?.hint == "leave the column with the answer out")
    }

    static let foreign: [[UInt8]] = [
        [], [0], [0, 1, 2, 3], [0xFF, 0xD8, 0xFF], Array("Price,x\nP,1\n".utf8),
        Array("\u{7F}ELF".utf8),
        [0x1F, 0x8B], [0x1F, 0x8B, 8, 0], [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A],
        Array("P5 ".utf8),
        [0x93] + Array("NUMPY".utf8),
    ]

    @Test(arguments: foreign)
    func otherFilesAreRefused(bytes: [UInt8]) throws {
        let folder = TemporaryFolder()
        try AtomicFile.write(bytes, to: folder.file("a"))
        let error = #expect(throws: DataError.self) {
            try Features(contentsOf: folder.file("a"), exampleShape: [2])
        }
        #expect(error?.path == folder.file("a"))
    }
}
