// SPDX-License-Identifier: Apache-2.0
import MartletFormats
import Testing

@Suite struct SchemaTests {
    private func read(_ object: JSONObject) throws -> Coffee {
        try Coffee(from: Arguments(object, path: ["orders", "2", "Coffee"]))
    }

    @Test func whatIsNotGivenHasItsDefault() throws {
        let coffee = try read(["cups": 2])
        #expect(coffee == Coffee(2))
        #expect(coffee.configuration["strength"] == 0.5)
        #expect(coffee.configuration["milk_foam"] == JSONValue.null)
    }

    @Test func whatIsGivenIsRead() throws {
        let coffee = try read([
            "cups": 3.0, "strength": 0, "roast": "black", "milk_amount": 2, "milk_foam": 0.5,
            "sizes": 4, "names": ["a", "b"], "iced": true, "sugar": nil, "waiter": ["any": 1],
        ])
        #expect(coffee.cups == 3 && coffee.strength == 0 && coffee.roast == .dark)
        #expect(coffee.milk == Milk(amount: 2, foam: 0.5) && coffee.sizes == [4, 4])
        #expect(coffee.names == ["a", "b"] && coffee.isIced)
        #expect(try read(coffee.configuration) == coffee)
    }

    @Test func nullIsTheDefaultOrNothing() throws {
        let coffee = try read(["cups": 1, "roast": nil, "milk_amount": nil, "milk_foam": nil])
        #expect(coffee == Coffee(1))
    }

    static let mistakes: [(JSONObject, String)] = [
        (["cups": 0], "orders ▸ 2 ▸ Coffee ▸ cups: must be at least 1, got 0"),
        (["cups": .int(.max)], "cups: must be at most 1073741824"), ([:], "cups: is missing"),
        (["cups": nil], "cups: is missing; it must be a whole number"),
        (["cups": "two"], "cups: must be a whole number, got \"two\""),
        (["cups": 1.5], "must be a whole number, got 1.5"),
        (["cup": 1], "cup: is not known here; known are cups, strength, roast, milk_amount"),
        (["cup": 1], "did you mean \"cups\"?"),
        (["cups": 1, "sugr": 1], "did you mean \"sugar\"?"),
        (["cups": 1, "brewed": 1], "brewed: is not known here"),
        (["cups": 1, "strength": 1], "strength: must be less than 1, got 1"),
        (["cups": 1, "strength": -0.5], "strength: must be at least 0, got -0.5"),
        (["cups": 1, "strength": .double(.nan)], "must be finite, got nan"),
        (["cups": 1, "strength": .double(.infinity)], "must be finite"),
        (["cups": 1, "roast": "drak"], "\"drak\" is not one of light, medium, dark"),
        (["cups": 1, "roast": "drak"], "did you mean \"dark\"?"),
        (["cups": 1, "roast": 3], "roast: must be text"),
        (["cups": 1, "milk_foam": 0], "milk_foam: must be more than 0, got 0"),
        (["cups": 1, "milk_foam": 1], "milk_foam: cannot be more than amount"),
        (["cups": 1, "sizes": [1]], "sizes: must be a whole number or 2 of them, got [1]"),
        (["cups": 1, "sizes": [1, 10]], "sizes: must be at most 9, got 10"),
        (["cups": 1, "names": ["a", 2]], "names ▸ 1: must be text, got 2"),
        (["cups": 1, "names": "a"], "must be a list, each text"),
        (["cups": 1, "iced": 1], "must be true or false, got 1"),
        (["cups": 1, "sugar": 2], "sugar: must be 0, got 2: others are not supported"),
        (["cups": 1, "sugar": 2], "take a biscuit"),
    ]

    @Test(arguments: mistakes)
    func mistakesAreExplained(object: JSONObject, message: String) {
        let error = #expect(throws: ConfigurationError.self) { try read(object) }
        #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
    }

    @Test func theSameLimitsTrapForLiterals() async {
        let result = await #expect(
            processExitsWith: .failure, observing: [\.standardErrorContent]
        ) { _ = Coffee(0) }
        let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
        #expect(text.contains("Coffee: cups must be at least 1, got 0."))
    }

    @Test func stateIsKeptApartFromArguments() throws {
        var coffee = Coffee(1)
        coffee.brewed = 7
        #expect(coffee.state == ["brewed": 7])
        #expect(coffee.configuration["brewed"] == nil)
        var other = Coffee(2)
        try other.restore(coffee.state)
        #expect(other.brewed == 7 && other.cups == 2)
        let error = #expect(throws: ConfigurationError.self) {
            try other.restore(["brewed": "much"])
        }
        #expect(error?.path == ["state", "brewed"])
    }

    @Test func theListingSaysAll() throws {
        let names = [
            "cups", "strength", "roast", "milk_amount", "milk_foam", "sizes", "names", "iced",
        ]
        #expect(Coffee.listing.map(\.name) == names)
        let strength = Coffee.listing[1]
        #expect(strength.limits.text == "0 ≤ … < 1" && strength.meaning == "How strong.")
        #expect(strength.defaultValue == 0.5 && !strength.isRequired)
        #expect(Coffee.listing[0].isRequired && Coffee.listing[0].type.name == "a whole number")
        #expect(Coffee.listing[2].type.name == "light | medium | dark")
        #expect(Coffee.listing[4].limits.text == "> 0" && Coffee.listing[4].type.isOptional)
        let fixed = Coffee.fixedArguments
        #expect(fixed.map(\.name) == ["sugar", "waiter"])
        #expect(fixed.map(\.values) == [[0, nil], []])
    }

    @Test func argumentsAreDescribedInJSONSchema() {
        #expect(
            Coffee.listing[1].jsonSchema == [
                "type": "number", "description": "How strong.", "default": 0.5, "minimum": 0.0,
                "exclusiveMaximum": 1.0,
            ])
        let roast = Coffee.listing[2].jsonSchema
        #expect(roast["enum"] == ["light", "medium", "dark", "black"])
        #expect(
            Coffee.listing[4].jsonSchema["anyOf"] == [["type": "number"], ["type": "null"]])
        #expect(Coffee.listing[0].jsonSchema["default"] == nil)
    }
}
