// SPDX-License-Identifier: Apache-2.0
import MartletIR
import MartletTesting
import Testing

@testable import MartletData

/// The folder with the real files, if this machine has it.
private let realData = Environment.value("MARTLET_DATA")

@Suite struct MNISTTests {
    @Test(.enabled(if: realData != nil, "needs MARTLET_DATA"))
    func readsTheRealFiles() throws {
        let (train, test) = try Dataset.mnist()
        #expect(train.inputs[0].values.type == TensorType([60_000, 28, 28, 1], .uint8))
        #expect(test.inputs[0].values.type == TensorType([10_000, 28, 28, 1], .uint8))
        #expect(try Array(train.labels().prefix(10)) == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4])
        #expect(try Array(test.labels().prefix(10)) == [7, 2, 1, 0, 4, 1, 4, 9, 5, 9])
        #expect(train.classNames == (0...9).map(String.init))
        // The well-known mean of the training images: 0.1307.
        let mean = train.inputs[0].values.withUnsafeBytes { $0.reduce(0) { $0 + Int($1) } }
        #expect(abs(Double(mean) / 255 / Double(60_000 * 784) - 0.1307) < 5e-5)
    }

    @Test(.enabled(if: realData != nil, "needs MARTLET_DATA"))
    func downloadsIntoTheCacheOnce() throws {
        let mirror = try #require(realData) + "/mnist"
        let folder = TemporaryFolder()
        let variables = ["XDG_CACHE_HOME": folder.path, "MARTLET_MIRROR": "file://" + mirror]
        let places = MNISTPlaces { variables[$0] }
        let data = try places.dataset(.test)
        #expect(data.count == 10_000)
        // The second time there is no mirror, and none is needed.
        let offline = MNISTPlaces {
            ["XDG_CACHE_HOME": folder.path, "MARTLET_MIRROR": "file:///nowhere"][$0]
        }
        #expect(try offline.path(of: .labels(.test)).hasPrefix(folder.path))
    }

    @Test func offlineItSaysWhatToDo() throws {
        let folder = TemporaryFolder()
        let places = MNISTPlaces {
            [
                "XDG_CACHE_HOME": folder.path, "MARTLET_MIRROR": "file:///nowhere",
                "MARTLET_DATA": folder.path,
            ][$0]
        }
        let error = #expect(throws: DataError.self) { try places.dataset(.train) }
        #expect(error?.code == .unavailable)
        #expect(error?.hint?.contains("MARTLET_DATA") == true)
        #expect(error?.description.contains("the server does not have the file") == true)
    }

    @Test func aWrongFileIsNotKept() throws {
        let folder = TemporaryFolder()
        let content = Compressed.gzip([0, 0, 8, 1, 0, 0, 0, 1, 3])
        try AtomicFile.write(content, to: folder.file("t10k-labels-idx1-ubyte.gz"))
        let places = MNISTPlaces {
            ["HOME": folder.file("home"), "MARTLET_MIRROR": "file://\(folder.path)/"][$0]
        }
        let error = #expect(throws: DataError.self) { try places.path(of: .labels(.test)) }
        #expect(error?.description.contains("is not the file that it should be") == true)
        #expect(!FilePath.exists(try #require(places.cache) + "/t10k-labels-idx1-ubyte.gz"))
    }

    @Test func withoutAHomeThereIsNoCache() {
        let error = #expect(throws: DataError.self) {
            try MNISTPlaces { _ in nil }.path(of: .images(.train))
        }
        #expect(error?.problem.contains("HOME") == true)
    }

    @Test func damagedFilesOfTheUsersOwnAreNotReplaced() throws {
        let folder = TemporaryFolder()
        for name in ["t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"] {
            try AtomicFile.write("not IDX", to: folder.file(name))
        }
        let places = MNISTPlaces { ["MARTLET_DATA": folder.path][$0] }
        let error = #expect(throws: DataError.self) { try places.dataset(.test) }
        #expect(error?.problem == "this is not an IDX file")
        #expect(error?.path == folder.file("t10k-images-idx3-ubyte"))
    }
}
