// SPDX-License-Identifier: Apache-2.0
import Martlet

/// A callback that a specification names, with Keras' argument names.
enum CallbackDescription {
    /// Stops when a metric has not improved.
    case earlyStopping(EarlyStopping)
    /// Saves the model after epochs; paths are meant from the output folder.
    case modelCheckpoint(path: String, monitor: String, bestOnly: Bool, MonitoredMetric.Direction)
    /// Writes a line per epoch; paths are meant from the output folder.
    case csvLogger(path: String)

    private static let names = ["EarlyStopping", "ModelCheckpoint", "CSVLogger"]

    /// The callbacks under the key `callbacks`.
    static func list(_ parent: ConfigurationReader) throws -> [CallbackDescription] {
        guard let value = parent.value("callbacks") else { return [] }
        guard let list = value.array else {
            throw parent.error("callbacks", "must be a list such as [EarlyStopping: {patience: 3}]")
        }
        return try list.enumerated().map { index, entry in
            let path = parent.path + ["callbacks", "\(index)"]
            let (name, arguments) = try NamedEntry(entry, path: path, what: "a callback").parts
            let reader = ConfigurationReader(arguments, path: path + [name])
            let callback = try CallbackDescription(name, reader, path)
            try reader.finish()
            return callback
        }
    }

    private init(_ name: String, _ reader: ConfigurationReader, _ path: [String]) throws {
        switch name {
        case "EarlyStopping": self = .earlyStopping(try Self.earlyStopping(reader))
        case "ModelCheckpoint":
            self = .modelCheckpoint(
                path: try Self.path("filepath", reader),
                monitor: try reader.string("monitor", default: "val_loss"),
                bestOnly: try reader.bool("save_best_only", default: false),
                try Self.direction(reader))
        case "CSVLogger": self = .csvLogger(path: try Self.path("filename", reader))
        default:
            throw ConfigurationError(
                path: path, problem: "there is no callback \"\(name)\"",
                hint: Spelling.suggestion(for: name, among: Self.names)
                    ?? "known are \(Self.names.joined(separator: ", "))")
        }
    }

    private static func earlyStopping(_ reader: ConfigurationReader) throws -> EarlyStopping {
        EarlyStopping(
            monitoring: try reader.string("monitor", default: "val_loss"),
            minimumGain: try reader.double("min_delta", default: 0),
            patience: try reader.integer("patience", default: 0, atLeast: 0),
            direction: try direction(reader), baseline: try reader.optionalDouble("baseline"),
            restoresBestParameters: try reader.bool("restore_best_weights", default: false),
            startFromEpoch: try reader.integer("start_from_epoch", default: 0, atLeast: 0))
    }

    private static func path(_ key: String, _ reader: ConfigurationReader) throws -> String {
        let path = try reader.string(key)
        guard !path.isEmpty else { throw reader.error(key, "must be the name of a file") }
        return path
    }

    private static func direction(_ reader: ConfigurationReader) throws -> MonitoredMetric.Direction
    {
        let words = MonitoredMetric.Direction.allCases.map(\.rawValue)
        let word = try reader.choice("mode", of: words, default: "auto")
        return MonitoredMetric.Direction(rawValue: word) ?? .automatic
    }

    /// The callback; its files lie in `folder` unless their paths are absolute.
    func callback(in folder: String) -> any Callback {
        func path(_ name: String) -> String { name.hasPrefix("/") ? name : "\(folder)/\(name)" }
        return switch self {
        case .earlyStopping(let callback): callback
        case .modelCheckpoint(let name, let monitor, let bestOnly, let direction):
            ModelCheckpoint(
                to: path(name), monitoring: monitor, savesBestOnly: bestOnly, direction: direction)
        case .csvLogger(let name): CSVLogger(to: path(name))
        }
    }
}
