// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import MartletCLI

@Suite struct ProgressLineTests {
    private func line(batch: Int) -> ProgressLine {
        ProgressLine(
            epoch: 3, epochs: 20, batch: batch, batches: 40, samplesPerSecond: 25_300.4,
            values: [("loss", 0.25), ("accuracy", 0.925)], secondsInEpoch: 2)
    }

    @Test func saysEverything() {
        #expect(
            line(batch: 10).text(width: 200)
                == "epoch  3/20  ━━━━━━━───────────────────────   25 %  25,300 samples/s  "
                + "loss 0.2500  accuracy 0.9250  6.0 s left")
    }

    @Test(arguments: [1, 10, 20, 40, 60, 80, 100, 140])
    func fitsTheTerminal(width: Int) {
        for batch in [0, 1, 20, 40] {
            #expect(line(batch: batch).text(width: width).count <= max(width - 1, 10))
        }
    }

    @Test func timeLeftFallsToNothing() {
        #expect(line(batch: 40).secondsLeft == 0)
        #expect(line(batch: 20).secondsLeft == 2)
    }
}
