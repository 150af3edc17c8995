import MartletSystem
import Testing

// SPDX-License-Identifier: Apache-2.0
@testable import MartletNN

@Suite struct NormalQuantileTests {
    @Test func invertsTheDistributionFunction() {
        for step in 1..<10_000 {
            let probability = Double(step) / 10_000
            let quantile = NormalQuantile.at(probability)
            let back = 0.5 * erfc(-quantile / 2.0.squareRoot())
            #expect((back - probability).magnitude < 1e-15 + 1e-14 * probability)
        }
    }

    @Test(arguments: [(0.5, 0), (0.975, 1.959_963_984_540_054), (0.025, -1.959_963_984_540_054)])
    func hasTheTabulatedValues(probability: Double, quantile: Double) {
        #expect((NormalQuantile.at(probability) - quantile).magnitude < 1e-14)
    }
}
