// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import MartletCLI

@Suite struct ConfusionMatrixTests {
    let matrix = ConfusionMatrix(
        names: ["cat", "dog"], predicted: [0, 0, 1, 1, 1], actual: [0, 1, 1, 1, 0])

    @Test func rowsAreTrueClasses() { #expect(matrix.counts == [[1, 1], [1, 2]]) }

    @Test func isATable() {
        #expect(
            matrix.text == """
                       predicted
                true │  cat  dog
                ─────┼──────────
                 cat │    1    1
                 dog │    1    2
                """)
    }

    @Test func noneIsADot() {
        let matrix = ConfusionMatrix(names: ["0", "1"], predicted: [0, 1], actual: [0, 1])
        #expect(matrix.text.contains("   0 │  1  ·"))
    }
}
