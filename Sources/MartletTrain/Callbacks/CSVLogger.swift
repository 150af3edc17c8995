// SPDX-License-Identifier: Apache-2.0
import MartletData
public import MartletFormats

/// Writes each epoch as a line of a CSV file: `epoch`, then all that was measured.
///
/// The file is replaced as a whole after each epoch, so that it is complete at any time.
public struct CSVLogger: FileWriter, Configurable {
    /// Where to.
    public var path: String
    private var lines: [String] = []

    /// Writes to `path`.
    public init(to path: String) {
        self.path = path
        requireValidArguments()
    }

    /// The arguments under Keras' names.
    public static let schema = Schema<Self>(
        CSVLogger(to: "log.csv"), .required("filename", \.path, "Where to."),
        .filePath("filename"), .fixed("separator", ","), .fixed("append", false),
        .state("lines", \.lines))

    /// Adds the epoch's line.
    public mutating func epochDidEnd(_ epoch: EpochReport, control: TrainingControl) throws {
        if lines.isEmpty {
            lines.append((["epoch"] + epoch.values.map(\.name)).joined(separator: ","))
        }
        let values = epoch.values.map { "\($0.value)" }
        lines.append((["\(epoch.epoch)"] + values).joined(separator: ","))
        let text = lines.joined(separator: "\n") + "\n"
        try AtomicFile.write(Array(text.utf8), to: path)
    }
}
