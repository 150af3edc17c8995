// SPDX-License-Identifier: Apache-2.0
import MartletFormats
import Testing

@Suite struct JSONValueTests {
    @Test func membersKeepTheirOrder() throws {
        let value = try JSONValue(parsing: #"{"b": 1, "a": [true, null, "x"], "c": {}}"#)
        #expect(value.object?.keys == ["b", "a", "c"])
        #expect(value["a"]?[2]?.string == "x")
        #expect(value["a"]?[3] == nil)
        #expect(value.text == #"{"b":1,"a":[true,null,"x"],"c":{}}"#)
    }

    @Test func objectsAreEqualInAnyOrder() {
        let left: JSONValue = ["a": 1, "b": 2]
        let right: JSONValue = ["b": 2, "a": 1]
        #expect(left == right)
        #expect(left.hashValue == right.hashValue)
    }

    @Test func membersCanBeReplacedAndRemoved() {
        var object: JSONObject = ["a": 1, "b": 2]
        object["a"] = 3
        object["c"] = nil
        #expect(object.keys == ["a", "b"])
        object["a"] = nil
        #expect(object.keys == ["b"])
        #expect(object.count == 1)
    }

    @Test func wholeNumbersAreNumbersToo() {
        #expect(JSONValue.int(3).double == 3)
        #expect(JSONValue.double(3).int == 3)
        #expect(JSONValue.double(3.5).int == nil)
        #expect(JSONValue.double(1e30).int == nil)
        #expect(JSONValue.string("3").int == nil)
    }

    @Test func prettyTextIsIndented() {
        let value: JSONValue = ["a": [1, 2], "b": [], "c": "x"]
        #expect(
            value.prettyText
                == "{\n  \"a\": [\n    1,\n    2\n  ],\n  \"b\": [],\n  \"c\": \"x\"\n}")
    }
}
