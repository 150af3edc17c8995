// SPDX-License-Identifier: Apache-2.0
import Foundation
import MartletFormats
import Testing

@testable import MartletCLI

#if canImport(FoundationXML)
    import FoundationXML
#endif

@Suite struct CurvesPictureTests {
    private func record(_ epoch: Int, _ loss: Double, _ validation: Double) throws -> EpochRecord {
        try #require(
            EpochRecord([
                "epoch": .int(epoch), "loss": .double(loss), "val_loss": .double(validation),
                "seconds": 1, "samples_per_second": 1,
            ]))
    }

    @Test func isXMLWithALineForEachSeries() throws {
        let records = try [record(1, 2, 2.5), record(2, 1, 1.5), record(3, 0.5, 1.2)]
        let text = CurvesPicture(title: "a < b & c", records: records).text
        let counter = ElementCounter()
        let parser = XMLParser(data: Data(text.utf8))
        parser.delegate = counter
        #expect(parser.parse())
        #expect(counter.names["circle"] == 6)
        #expect(text.contains("a &lt; b &amp; c"))
        #expect(text.contains(">training<") && text.contains(">validation<"))
    }

    @Test(arguments: [0.0, 1e300, -1e300, .infinity, .nan, .leastNonzeroMagnitude])
    func drawsAnyNumbers(value: Double) throws {
        let records = try [record(1, value, 0), record(2, 0, value)]
        let text = CurvesPicture(title: "", records: records).text
        #expect(text.hasSuffix("</svg>\n"))
        #expect(!text.contains("nan") && !text.contains("inf"))
        #expect(CurvesPicture(title: "", records: []).text.hasSuffix("</svg>\n"))
    }
}

private final class ElementCounter: NSObject, XMLParserDelegate {
    var names: [String: Int] = [:]

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
        qualifiedName: String?, attributes: [String: String]
    ) { names[name, default: 0] += 1 }
}
