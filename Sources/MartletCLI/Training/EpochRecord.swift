// SPDX-License-Identifier: Apache-2.0
import Martlet

/// What was measured in an epoch, as files hold it.
struct EpochRecord {
    /// The number of the epoch, from 1.
    let epoch: Int
    /// Names and values in order: `loss`, the metrics, then those of validation.
    let values: [(name: String, value: Double)]
    /// How long the training part took.
    let seconds: Double
    /// Examples trained on per second.
    let samplesPerSecond: Double

    init(_ report: EpochReport) {
        epoch = report.epoch
        values = report.values
        seconds = report.seconds
        samplesPerSecond = report.samplesPerSecond
    }

    /// Reads ``members``; `nil` if something is missing.
    init?(_ value: JSONValue) {
        guard let object = value.object, let epoch = object["epoch"]?.int,
            let seconds = object["seconds"]?.double,
            let speed = object["samples_per_second"]?.double
        else { return nil }
        self.epoch = epoch
        self.seconds = seconds
        samplesPerSecond = speed
        let others = ["epoch", "seconds", "samples_per_second"]
        values = object.members.filter { !others.contains($0.key) }
            .map { ($0.key, $0.value.double ?? .nan) }
    }

    /// The value called `name`.
    subscript(name: String) -> Double? { values.first { $0.name == name }?.value }

    /// Everything, under the names that files and programs see.
    var members: JSONObject {
        var members: JSONObject = ["epoch": .int(epoch)]
        for (name, value) in values { members[name] = .double(value) }
        members["seconds"] = .double(seconds)
        members["samples_per_second"] = .double((samplesPerSecond * 10).rounded() / 10)
        return members
    }
}

extension [EpochRecord] {
    /// What was measured, in order.
    var names: [String] { first?.values.map(\.name) ?? [] }

    /// A table with a line per epoch: comma-separated values.
    var csv: String {
        var lines = [
            (["epoch"] + names + ["seconds", "samples_per_second"]).joined(separator: ",")
        ]
        for record in self {
            let values = names.map { record[$0].map { "\($0)" } ?? "" }
            let ends = ["\(record.seconds)", NumberText.decimal(record.samplesPerSecond, 1)]
            lines.append((["\(record.epoch)"] + values + ends).joined(separator: ","))
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
