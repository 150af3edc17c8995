// SPDX-License-Identifier: Apache-2.0
import MartletFormats

/// What the tests of schemas describe: nothing of the library's own.
enum Roast: String, ArgumentWord {
    case light, medium, dark
    static var aliases: [String: Roast] { ["black": .dark] }
}

/// A part with a rule of its own.
struct Milk: Configurable, Hashable {
    var amount = 0.0
    var foam: Double?

    static let schema = Schema<Self>(
        Milk(), .argument("amount", \.amount, in: 0..., "How much."),
        .argument("foam", \.foam, in: .above(0), "How much of it is foam."),
        .rule("foam") { milk in
            (milk.foam ?? 0) > milk.amount ? "cannot be more than amount" : nil
        })
}

protocol Drink: Sendable {}

struct Coffee: Configurable, Drink, Hashable {
    var cups: Int
    var strength = 0.5
    var roast = Roast.medium
    var milk = Milk()
    var sizes = [1, 1]
    var names: [String] = []
    var isIced = false
    var brewed = 0

    init(_ cups: Int) {
        self.cups = cups
        requireValidArguments()
    }

    static let schema = Schema<Self>(
        Coffee(1),
        .required("cups", \.cups, in: .sizes, "How many."),
        .argument("strength", \.strength, in: 0..<1, "How strong."),
        .argument("roast", \.roast, "How dark."),
        .including(\.milk, prefix: "milk_"),
        .argument("sizes", \.sizes, as: .numbers(2), in: 1...9, "Of cups."),
        .argument("names", \.names, "Of guests."),
        .argument("iced", \.isIced, "Whether it is cold."),
        .fixed("sugar", 0, nil, hint: "take a biscuit"), .ignored("waiter"),
        .state("brewed", \.brewed))
}

struct GreenTea: Configurable, Drink {
    static let schema = Schema<Self>(GreenTea())
}

/// Not a drink.
struct Biscuit: Configurable {
    static let schema = Schema<Self>(Biscuit())
}

/// An order: an item of a catalogue as an argument.
struct Order: Configurable {
    var drink = AnyDrink(GreenTea())

    static let schema = Schema<Self>(
        Order(), .argument("drink", \.drink, "What there is to drink."))
}

struct AnyDrink: CatalogValue {
    static let catalog = ClassCatalog<any Drink>(
        "drink", [Coffee.self, GreenTea.self, Biscuit.self], aliases: ["tea": "GreenTea"])
    let item: any Drink
    init(_ item: any Drink) { self.item = item }
}
