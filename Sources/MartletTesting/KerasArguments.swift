// SPDX-License-Identifier: Apache-2.0
package import MartletFormats

extension Configurable {
    /// What the class does not share with Keras' class of that name, argument by argument and in both directions.
    ///
    /// - Parameter arguments: Keras' arguments with their defaults; any value for those that must be given.
    /// - Returns: The differences; none if every argument is there, or refused by name, with Keras' default.
    package static func differences(fromKeras arguments: JSONObject) -> [String] {
        var own: [String: JSONValue?] = [:]
        for argument in listing { own[argument.name] = .some(argument.defaultValue) }
        var differences = listing.filter { arguments[$0.name] == nil && !$0.isRequired }
            .map(\.name)
            .map { "\(className): Keras has no \($0)" }
        let fixed = Dictionary(uniqueKeysWithValues: fixedArguments.map { ($0.name, $0.values) })
        for (name, value) in arguments.members {
            if let known = own[name] {
                if let known, !known.isSame(as: value) {
                    differences.append("\(className) \(name): \(known.text), Keras: \(value.text)")
                }
            } else if let values = fixed[name] {
                if let first = values.first, !first.isSame(as: value) {
                    differences.append("\(className) \(name): \(first.text), Keras: \(value.text)")
                }
            } else {
                differences.append("\(className) lacks \(name)")
            }
        }
        return differences
    }
}
