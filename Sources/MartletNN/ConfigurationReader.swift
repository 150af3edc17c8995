// SPDX-License-Identifier: Apache-2.0
public import MartletFormats

/// Reads named arguments, with a clear error for each that is missing, unknown, of the wrong type or out of range.
///
/// Read all arguments, then call ``finish()``: what was not asked for is reported with the nearest known name.
public final class ConfigurationReader {
    /// The way to these arguments, for messages.
    public let path: [String]
    private let object: JSONObject
    private var asked: [String] = []

    /// Reads the members of `object`.
    public init(_ object: JSONObject, path: [String] = []) {
        self.object = object
        self.path = path
    }

    /// The value of an argument; `nil` if it is not there or null.
    public func value(_ key: String) -> JSONValue? {
        asked.append(key)
        guard let value = object[key], !value.isNull else { return nil }
        return value
    }

    /// Whether an argument was given, null or not.
    public func has(_ key: String) -> Bool { object[key] != nil }

    /// A whole number of at least `least`.
    public func integer(_ key: String, default: Int? = nil, atLeast least: Int = .min) throws -> Int
    {
        try number(key, `default`, "a whole number", atLeast: least) { $0.int }
    }

    /// A whole number of at least `least`, if there is one.
    public func optionalInteger(_ key: String, atLeast least: Int = .min) throws -> Int? {
        object[key].map(\.isNull) == false ? try integer(key, atLeast: least) : skip(key)
    }

    /// A finite number of at least `least`.
    public func double(
        _ key: String, default: Double? = nil, atLeast least: Double = -.greatestFiniteMagnitude
    ) throws -> Double {
        let number = try number(key, `default`, "a number", atLeast: least) { $0.double }
        guard number.isFinite else { throw error(key, "must be finite, got \(number)") }
        return number
    }

    /// A finite number of at least `least`, if there is one.
    public func optionalDouble(_ key: String, atLeast least: Double = -.greatestFiniteMagnitude)
        throws -> Double?
    {
        object[key].map(\.isNull) == false ? try double(key, atLeast: least) : skip(key)
    }

    /// True or false.
    public func bool(_ key: String, default: Bool? = nil) throws -> Bool {
        try required(key, `default`, "true or false") { $0.bool }
    }

    /// Text.
    public func string(_ key: String, default: String? = nil) throws -> String {
        try required(key, `default`, "text") { $0.string }
    }

    /// Text, if there is some.
    public func optionalString(_ key: String) throws -> String? {
        object[key].map(\.isNull) == false ? try string(key) : skip(key)
    }

    /// One of the given words.
    public func choice(_ key: String, of words: [String], default: String? = nil) throws -> String {
        let word = try string(key, default: `default`)
        if words.contains(word) { return word }
        let hint = Spelling.suggestion(for: word, among: words)
        throw error(key, "\"\(word)\" is not one of \(words.joined(separator: ", "))", hint: hint)
    }

    /// As many whole numbers as `count`; one number stands for all.
    public func integers(_ key: String, count: Int, default: [Int]? = nil, atLeast least: Int = 1)
        throws -> [Int]
    {
        let wanted = count == 1 ? "a whole number" : "a whole number or \(count) of them"
        let numbers: [Int] = try required(key, `default`, wanted) { value in
            if let one = value.int { return [Int](repeating: one, count: count) }
            let list = value.array?.compactMap(\.int)
            return list?.count == count && value.array?.count == count ? list : nil
        }
        if let low = numbers.first(where: { $0 < least }) {
            throw error(key, "must be at least \(least), got \(low)")
        }
        return numbers
    }

    /// A list of whole numbers, of any length.
    public func integerList(_ key: String) throws -> [Int] {
        try required(key, nil, "a list of whole numbers") { value in
            let list = value.array?.compactMap(\.int)
            return list?.count == value.array?.count ? list : nil
        }
    }

    /// A value that `make` understands.
    public func required<Value>(
        _ key: String, _ default: Value?, _ wanted: String, _ make: (JSONValue) -> Value?
    ) throws -> Value {
        guard let value = value(key) else {
            if let `default` { return `default` }
            if let misspelt = nearest(to: key) {
                throw error(
                    misspelt, "is not known here", hint: "did you mean \"\(key)\"?")
            }
            throw error(key, "is missing; it must be \(wanted)")
        }
        if let result = make(value) { return result }
        throw error(key, "must be \(wanted), got \(value.text)")
    }

    /// An error at the argument `key`.
    public func error(_ key: String, _ problem: String, hint: String? = nil) -> ConfigurationError {
        ConfigurationError(path: path + [key], problem: problem, hint: hint)
    }

    /// Throws if there is an argument that nobody asked for.
    public func finish() throws {
        for key in object.keys where !asked.contains(key) {
            let known = Set(asked).sorted()
            throw error(
                key, "is not known here; known are \(known.joined(separator: ", "))",
                hint: Spelling.suggestion(for: key, among: known))
        }
    }

    /// A member that nobody asked for yet, whose name is nearly `key`.
    private func nearest(to key: String) -> String? {
        let others = object.keys.filter { !asked.contains($0) }
        guard Spelling.suggestion(for: key, among: others) != nil else { return nil }
        return others.min { Spelling.distance($0, key) < Spelling.distance($1, key) }
    }

    private func number<Number: Comparable>(
        _ key: String, _ default: Number?, _ wanted: String, atLeast least: Number,
        _ make: (JSONValue) -> Number?
    ) throws -> Number {
        let number = try required(key, `default`, wanted, make)
        if number >= least { return number }
        throw error(key, "must be at least \(least), got \(number)")
    }

    private func skip<Value>(_ key: String) -> Value? {
        asked.append(key)
        return nil
    }
}
