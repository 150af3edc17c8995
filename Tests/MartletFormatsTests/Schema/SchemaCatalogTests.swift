// SPDX-License-Identifier: Apache-2.0
import MartletFormats
import Testing

@Suite struct SchemaCatalogTests {
    private func make(_ value: JSONValue, custom: [any Configurable.Type] = []) throws
        -> any Drink
    {
        try AnyDrink.catalog.make(value, at: Arguments([:], path: ["order"], custom: custom))
    }

    static let spellings: [JSONValue] = [
        ["Coffee": ["cups": 2]], ["coffee": ["cups": 2]],
        ["class_name": "Coffee", "config": ["cups": 2]],
    ]

    @Test(arguments: spellings)
    func allFormsAreRead(value: JSONValue) throws {
        #expect(try make(value) as? Coffee == Coffee(2))
    }

    @Test(arguments: ["GreenTea", "green_tea", "greentea", "tea", "TEA"])
    func neitherCapitalsNorUnderscoresMatter(name: String) throws {
        #expect(try make(.string(name)) is GreenTea)
        #expect(try make(.object([name: nil])) is GreenTea)
    }

    static let mistakes: [(JSONValue, String)] = [
        ("green_te", "order: there is no drink \"green_te\""),
        ("green_te", "did you mean \"green_tea\"?"), ("GreenTe", "did you mean \"GreenTea\"?"),
        ("water", "known are coffee, green_tea, biscuit"), (3, "order: must be a name"),
        (["Coffee": 3], "order ▸ Coffee: must be arguments with their names, got 3"),
        (["Coffee": nil], "order ▸ Coffee ▸ cups: is missing"),
        (["Coffee": ["cups": -1]], "order ▸ Coffee ▸ cups: must be at least 1, got -1"),
        ([:], "must have one name"), (["Coffee": [:], "GreenTea": [:]], "must have one name"),
        ("Biscuit", "order ▸ Biscuit: is not a drink"), (["tea"], "must be a name"),
        (["class_name": "GreenTea", "config": ["x": 1]], "GreenTea ▸ x: is not known here"),
    ]

    @Test(arguments: mistakes)
    func mistakesAreExplained(value: JSONValue, message: String) {
        let error = #expect(throws: ConfigurationError.self) { try make(value) }
        #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
    }

    private struct Water: Configurable, Drink {
        static let schema = Schema<Self>(Water())
    }

    private struct OwnTea: Configurable, Drink {
        static let className = "GreenTea"
        static let schema = Schema<Self>(OwnTea())
    }

    @Test func classesOfYourOwnComeFirst() throws {
        #expect(try make("water", custom: [Water.self]) is Water)
        #expect(try make("tea", custom: [OwnTea.self]) is OwnTea)
        let order = try Order(from: Arguments(["drink": "Water"], custom: [Water.self]))
        #expect(order.drink.item is Water)
    }

    @Test func argumentsCanBeItems() throws {
        let order = try Order(from: Arguments(["drink": ["Coffee": ["cups": 3]]]))
        #expect(order.drink == AnyDrink(Coffee(3)) && order.drink != AnyDrink(Coffee(2)))
        #expect(
            order.configuration["drink"]
                == ["class_name": "Coffee", "config": .object(Coffee(3).configuration)])
        let copy = try Order(from: Arguments(order.configuration))
        #expect(copy.drink == order.drink && copy.drink.hashValue == order.drink.hashValue)
        #expect(Order.listing[0].jsonSchema["$ref"] == "#/$defs/drink")
    }

    @Test func aCatalogueIsDescribedInJSONSchema() {
        let forms = AnyDrink.catalog.jsonSchema()["anyOf"]
        #expect(forms?[0]?["enum"] == ["GreenTea", "green_tea", "Biscuit", "biscuit", "tea"])
        let coffee = forms?[1]?["properties"]?["Coffee"]
        #expect(coffee?["required"] == ["cups"])
        #expect(coffee?["properties"]?["sugar"] == ["enum": [0, nil]])
        #expect(coffee?["properties"]?["waiter"] == true)
        #expect(coffee?["additionalProperties"] == false)
        #expect(forms?[2]?["properties"]?["class_name"]?["enum"]?[0] == "Coffee")
    }
}
