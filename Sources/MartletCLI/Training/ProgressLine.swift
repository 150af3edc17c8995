// SPDX-License-Identifier: Apache-2.0

/// A running epoch as one line: number, bar, speed, what was measured, time left.
struct ProgressLine {
    let epoch: Int
    let epochs: Int
    /// Batches done.
    let batch: Int
    let batches: Int
    let samplesPerSecond: Double
    /// `loss` and the metrics so far.
    let values: [(name: String, value: Double)]
    let secondsInEpoch: Double

    /// The time until the epoch ends, if it goes on as it went.
    var secondsLeft: Double { secondsInEpoch / Double(max(batch, 1)) * Double(batches - batch) }

    /// The line, at most `width - 1` characters long: the bar takes what is left, then the last parts are dropped.
    func text(width: Int) -> String {
        let room = max(width - 1, 10)
        let start = EpochLine.start(epoch, of: epochs)
        let percent = Self.padded("\(batches > 0 ? batch * 100 / batches : 100)", to: 3) + " %"
        var parts = [
            percent, "\(NumberText.grouped(Int(min(samplesPerSecond, 1e15)))) samples/s",
        ]
        parts += values.map { "\($0.name) \(NumberText.measurement($0.value))" }
        parts.append("\(NumberText.duration(secondsLeft)) left")
        while parts.count > 1, start.count + 2 + Self.length(parts) + 12 > room {
            parts.removeLast()
        }
        let barLength = min(30, room - start.count - 2 - Self.length(parts))
        let bar = barLength >= 5 ? "  " + self.bar(barLength) : ""
        return String((start + bar + parts.map { "  " + $0 }.joined()).prefix(room))
    }

    private func bar(_ length: Int) -> String {
        let done = batches > 0 ? length * batch / batches : length
        return String(repeating: "━", count: done) + String(repeating: "─", count: length - done)
    }

    private static func length(_ parts: [String]) -> Int { parts.reduce(0) { $0 + $1.count + 2 } }

    private static func padded(_ text: String, to length: Int) -> String {
        String(repeating: " ", count: max(0, length - text.count)) + text
    }
}

/// A finished epoch as one line.
enum EpochLine {
    static func text(_ record: EpochRecord, epochs: Int) -> String {
        let parts =
            [
                start(record.epoch, of: epochs), NumberText.duration(record.seconds),
                "\(NumberText.grouped(Int(min(record.samplesPerSecond, 1e15)))) samples/s",
            ] + record.values.map { "\($0.name) \(NumberText.measurement($0.value))" }
        return parts.joined(separator: "  ")
    }

    /// `epoch  3/20`: numbers of one run have one width.
    static func start(_ epoch: Int, of epochs: Int) -> String {
        let (number, total) = (String(epoch), String(epochs))
        return "epoch " + String(repeating: " ", count: max(0, total.count - number.count))
            + "\(number)/\(total)"
    }
}
