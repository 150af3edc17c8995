// SPDX-License-Identifier: Apache-2.0

/// Times epochs, in laps of one or more, from the end of the first epoch until the time is over.
final class Stopwatch {
    private let limit: Double
    private let epochsPerLap: Int
    private let clock = ContinuousClock()
    private var begin: ContinuousClock.Instant?
    private var lapStart: ContinuousClock.Instant?
    private var laps: [Double] = []
    private var foreign = ForeignLoad()
    /// Cores that other processes used meanwhile.
    private(set) var foreignLoad = 0.0

    init(seconds: Double, epochsPerLap: Int) {
        limit = seconds
        self.epochsPerLap = epochsPerLap
    }

    /// Takes note of the end of an epoch, numbered from 1; true if the time is over.
    func epochDidEnd(_ epoch: Int) -> Bool {
        let now = clock.now
        guard let begin, let lapStart else {
            _ = foreign.lap()
            (self.begin, self.lapStart) = (clock.now, clock.now)
            return false
        }
        guard (epoch - 1) % epochsPerLap == 0 else { return false }
        laps.append(Self.seconds(now - lapStart) / Double(epochsPerLap))
        self.lapStart = now
        let isOver = Self.seconds(now - begin) >= limit && laps.count >= 3
        if isOver { foreignLoad = foreign.lap() }
        return isOver
    }

    /// Epochs that were timed.
    var epochCount: Int { laps.count * epochsPerLap }
    /// The mean time of an epoch in seconds.
    var meanEpoch: Double { laps.reduce(0, +) / Double(max(laps.count, 1)) }
    /// The median time of an epoch in seconds.
    var medianEpoch: Double { laps.sorted()[laps.count / 2] }

    static func seconds(_ duration: Duration) -> Double {
        Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
    }
}
