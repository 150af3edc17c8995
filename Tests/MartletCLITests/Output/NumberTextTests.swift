// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import MartletCLI

@Suite struct NumberTextTests {
    @Test(arguments: [
        (1.23456, 2, "1.23"), (-0.004, 2, "0.00"), (0.999, 2, "1.00"), (-2.5, 0, "-3"),
        (12, 1, "12.0"), (.nan, 2, "nan"), (-.infinity, 2, "-inf"), (0.05, 1, "0.1"),
        (1e300, 2, "1e+300"),
    ])
    func decimals(value: Double, digits: Int, text: String) {
        #expect(NumberText.decimal(value, digits) == text)
    }

    @Test(arguments: [
        (0.5, "0.5000"), (0, "0.0000"), (0.00012, "1.20e-4"), (-3.2e-7, "-3.20e-7"),
        (123.45678, "123.4568"),
    ])
    func measurements(value: Double, text: String) {
        #expect(NumberText.measurement(value) == text)
    }

    @Test(arguments: [(0, "0"), (999, "999"), (1_000, "1,000"), (-1_234_567, "-1,234,567")])
    func groups(value: Int, text: String) { #expect(NumberText.grouped(value) == text) }

    @Test(arguments: [
        (0.123, "0.12 s"), (3.21, "3.2 s"), (12.4, "12 s"), (200, "3 min 20 s"),
        (7_500, "2 h 5 min"),
        (.infinity, "?"), (-1, "?"),
    ])
    func durations(seconds: Double, text: String) { #expect(NumberText.duration(seconds) == text) }

    @Test(arguments: [(12, "12 B"), (1_500, "1.5 kB"), (2_500_000, "2.5 MB")])
    func sizes(count: Int, text: String) { #expect(NumberText.bytes(count) == text) }
}
