// SPDX-License-Identifier: Apache-2.0
import MartletIR
import Testing

@Suite struct StrictZipTests {
    @Test func pairsWhatIsOfOneLength() {
        #expect(strictZip([1, 2], ["a", "b"]).map { "\($0)\($1)" } == ["1a", "2b"])
        #expect(Array(strictZip([Int](), [Int]())).isEmpty)
    }

    @Test func endsTheProcessIfOneIsShorter() async {
        await #expect(processExitsWith: .failure) { _ = strictZip([1, 2], [1]) }
        await #expect(processExitsWith: .failure) { _ = strictZip([Int](), [1]) }
    }
}
