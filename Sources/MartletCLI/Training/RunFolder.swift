// SPDX-License-Identifier: Apache-2.0
import Martlet
import MartletData
import MartletSystem

/// The folder that receives what a training makes: model, history, curves.
struct RunFolder {
    /// The name of the model's file in such a folder.
    static let modelName = "model.safetensors"

    /// Where it is.
    let path: String

    /// The model's file.
    var model: String { "\(path)/\(Self.modelName)" }

    /// The given folder, made if need be; or a new one in `runs`, named after the model.
    ///
    /// - Throws: `DataError` if it cannot be made or written to.
    init(_ given: String?, modelName: String) throws {
        if let given {
            path = given.count > 1 && given.hasSuffix("/") ? String(given.dropLast()) : given
            guard !path.isEmpty else {
                throw DataError(.unwritable, "--output must be the name of a folder")
            }
            try Self.make(path)
        } else {
            path = try Self.makeNew("runs/\(modelName)")
        }
        try Self.checkWritable(path)
    }

    /// Writes history and curves beside the model.
    func write(_ records: [EpochRecord], summary: JSONObject, title: String) throws {
        try AtomicFile.write(records.csv, to: "\(path)/history.csv")
        let history = JSONValue.object(
            summary.merging(["epochs": .array(records.map { .object($0.members) })]))
        try AtomicFile.write(history.prettyText + "\n", to: "\(path)/history.json")
        let curves = CurvesPicture(title: title, records: records)
        try AtomicFile.write(curves.text, to: "\(path)/curves.svg")
    }

    /// Removes the folder if nothing is in it.
    func removeIfEmpty() { rmdir(path) }

    /// The model's file that the user means: the file itself, or the one in a run's folder.
    static func modelFile(_ path: String) -> String {
        let inside = path.hasSuffix("/") ? path + modelName : "\(path)/\(modelName)"
        return FilePath.exists(inside) ? inside : path
    }

    private static func make(_ path: String) throws {
        var parents: [String] = []
        var rest = path
        while !FilePath.exists(rest), rest != ".", rest != "/" {
            parents.append(rest)
            rest = FilePath.folder(of: rest)
        }
        for folder in parents.reversed() where mkdir(folder, 0o777) != 0 && errno != EEXIST {
            throw failure("cannot make the folder", path, errno)
        }
    }

    private static func makeNew(_ path: String) throws -> String {
        try make(FilePath.folder(of: path))
        for number in 1...10_000 {
            let name = number == 1 ? path : "\(path)-\(number)"
            if mkdir(name, 0o777) == 0 { return name }
            guard errno == EEXIST else { throw failure("cannot make the folder", name, errno) }
        }
        throw DataError(
            .unwritable, "there are 10,000 runs of this name already",
            hint: "say where with --output",
            path: path)
    }

    /// Finds out before hours of training, not after them.
    private static func checkWritable(_ path: String) throws {
        var info = stat()
        guard stat(path, &info) == 0 else { throw failure("cannot write to", path, errno) }
        guard info.st_mode & S_IFMT == S_IFDIR else {
            throw failure("cannot write to", path, ENOTDIR)
        }
        guard access(path, W_OK | X_OK) == 0 else { throw failure("cannot write to", path, errno) }
    }

    private static func failure(_ what: String, _ path: String, _ number: Int32) -> DataError {
        DataError(
            .unwritable, "\(what) it: \(String(cString: strerror(number)))",
            hint: "say with --output where the model shall go", path: path)
    }
}

extension RunFolder {
    /// The callback, with its file in this folder unless the path is absolute.
    func placing(_ callback: any Callback) -> any Callback {
        guard var writer = callback as? any FileWriter, !writer.path.hasPrefix("/") else {
            return callback
        }
        writer.path = "\(path)/\(writer.path)"
        return writer
    }
}
