// SPDX-License-Identifier: Apache-2.0
import MartletFormats
import Testing

@testable import MartletCLI

@Suite struct EpochRecordTests {
    @Test func survivesAFile() throws {
        let members: JSONValue = [
            "epoch": 2, "loss": 0.5, "accuracy": 0.75, "seconds": 1.5, "samples_per_second": 100.5,
        ]
        let record = try #require(EpochRecord(members))
        #expect(record["loss"] == 0.5)
        #expect(JSONValue.object(record.members) == members)
        #expect(
            [record].csv == """
                epoch,loss,accuracy,seconds,samples_per_second
                2,0.5,0.75,1.5,100.5

                """)
    }

    static let damages: [JSONValue] = [
        nil, [], ["epoch": 1], ["epoch": "x", "seconds": 1, "samples_per_second": 1],
    ]

    @Test(arguments: damages)
    func damageIsNoRecord(value: JSONValue) { #expect(EpochRecord(value) == nil) }
}
