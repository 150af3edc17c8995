// SPDX-License-Identifier: Apache-2.0
import MartletIR

extension Dataset {
    /// The 60,000 and 10,000 handwritten digits of MNIST, 28 × 28 pixels.
    ///
    /// Inputs are `[examples, 28, 28, 1]`, stored as one byte per pixel and read as 0…1; targets are the
    /// labels 0…9. The four files are looked for in the folder that the environment variable `MARTLET_DATA`
    /// names, and in its folder `mnist`; then in the cache; else they are downloaded there, once, 11 MB
    /// (by the program `curl`; from `MARTLET_MIRROR`, if it is set).
    ///
    /// - Throws: ``DataError`` if a file is damaged, or is nowhere and cannot be downloaded.
    /// - SeeAlso: LeCun, Bottou, Bengio & Haffner, "Gradient-based learning applied to document
    ///   recognition", 1998.
    public static func mnist() throws -> (train: Dataset, test: Dataset) {
        let places = MNISTPlaces(environment: Environment.value)
        return (try places.dataset(.train), try places.dataset(.test))
    }
}

/// One of the two parts of MNIST.
enum MNISTPart: String {
    case train = "train"
    case test = "t10k"
}

/// One of the four files, with the checksum of its decompressed content: mirrors compress it each in their way.
struct MNISTFile {
    let name: String
    let checksum: String

    static func images(_ part: MNISTPart) -> MNISTFile {
        MNISTFile(
            name: "\(part.rawValue)-images-idx3-ubyte",
            checksum: part == .train
                ? "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"
                : "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7")
    }

    static func labels(_ part: MNISTPart) -> MNISTFile {
        MNISTFile(
            name: "\(part.rawValue)-labels-idx1-ubyte",
            checksum: part == .train
                ? "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"
                : "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2")
    }
}

/// Where the files may be.
struct MNISTPlaces {
    /// Folders of the user's own, the first that has a file wins.
    var folders: [String] = []
    /// Where downloads are kept; `nil` if there is no home folder either.
    var cache: String?
    /// Where downloads come from, tried in this order; each ends with a slash.
    var mirrors = [
        "https://ossci-datasets.s3.amazonaws.com/mnist/",
        "https://storage.googleapis.com/cvdf-datasets/mnist/",
    ]

    /// The places that the environment variables say.
    init(environment: (String) -> String?) {
        if let data = environment("MARTLET_DATA") { folders = [data, "\(data)/mnist"] }
        cache = Environment.cacheFolder(environment).map { "\($0)/mnist" }
        if let mirror = environment("MARTLET_MIRROR") {
            mirrors = [mirror.hasSuffix("/") ? mirror : mirror + "/"]
        }
    }

    /// One part of the data.
    func dataset(_ part: MNISTPart) throws -> Dataset {
        try IDX.dataset(
            images: path(of: .images(part)), labels: path(of: .labels(part)),
            classNames: (0...9).map(String.init), name: "mnist \(part == .train ? "train" : "test")"
        )
    }

    /// Where the file is; it is downloaded if it is nowhere.
    func path(of file: MNISTFile) throws -> String {
        let candidates = (folders + (cache.map { [$0] } ?? [])).flatMap {
            ["\($0)/\(file.name).gz", "\($0)/\(file.name)"]
        }
        return try candidates.first(where: FilePath.exists) ?? download(file)
    }

    private func download(_ file: MNISTFile) throws -> String {
        guard let cache else {
            throw DataError(
                .unavailable, "there is no folder to keep MNIST in: HOME is not set",
                hint: "set MARTLET_DATA to a folder with the four files of MNIST")
        }
        let target = "\(cache)/\(file.name).gz"
        var failure: (any Error)?
        for mirror in mirrors {
            do {
                try Download.file(
                    at: "\(mirror)\(file.name).gz", to: target, checksum: file.checksum)
                return target
            } catch let error as DataError
                where error.code == .unavailable || error.code == .malformed
            {
                failure = error
            }
        }
        throw DataError(
            .unavailable, "MNIST is not on this machine and could not be downloaded",
            hint:
                "connect to the network, or put \(file.name).gz and its three companions into a folder and "
                + "set MARTLET_DATA to it",
            cause: failure)
    }
}
