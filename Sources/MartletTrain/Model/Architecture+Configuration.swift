// SPDX-License-Identifier: Apache-2.0
import MartletFormats
import MartletNN

extension Architecture {
    /// The architecture as a file holds it.
    ///
    /// - Throws: `ConfigurationError` if a layer cannot be stored.
    func configuration() throws -> JSONValue {
        [
            "class_name": isSequential ? "Sequential" : "Functional",
            "inputs": try inputs.map { .array(try $0.map(Self.configuration)) } ?? .null,
            "layers": .array(try members.map(Self.configuration)),
            "calls": .array(
                calls.map { call in
                    ["layer": .int(call.member), "inputs": .array(call.inputs.map { .int($0) })]
                }),
            "outputs": .array(outputs.map { .int($0) }),
        ]
    }

    private static func configuration(of member: Member) throws -> JSONValue {
        guard let layer = member.layer as? any StorableLayer else {
            let className = type(of: member.layer).className
            throw ConfigurationError(
                path: [member.name], problem: "a layer of the class \(className) cannot be stored",
                hint: "make \(className) conform to StorableLayer")
        }
        return [
            "class_name": .string(type(of: layer).className), "name": .string(member.name),
            "config": .object(layer.configuration),
        ]
    }

    /// The architecture that a file holds.
    ///
    /// - Throws: `ConfigurationError` saying which part is missing or wrong.
    init(from value: JSONValue, custom: [any Configurable.Type]) throws {
        let reader = ConfigurationReader(value.object ?? [:], path: ["architecture"])
        let kind = try reader.choice("class_name", of: ["Sequential", "Functional"])
        let inputs = try reader.value("inputs").map {
            try Self.members($0, "inputs", reader, custom)
        }
        guard let list = reader.value("layers") else { throw reader.error("layers", "is missing") }
        let members = try Self.members(list, "layers", reader, custom)
        let inputCount = inputs?.count ?? 1
        let calls = try Self.calls(reader, memberCount: members.count, inputCount: inputCount)
        let outputs = try reader.integerList("outputs")
        guard outputs.allSatisfy({ (0..<(inputCount + calls.count)).contains($0) }) else {
            throw reader.error("outputs", "names a value that no call makes")
        }
        guard
            Set((members + (inputs ?? [])).map(\.name)).count == members.count
                + (inputs?.count ?? 0)
        else { throw reader.error("layers", "two layers have the same name") }
        self.init(
            inputs: inputs, members: members, calls: calls, outputs: outputs,
            isSequential: kind == "Sequential")
    }

    private static func members(
        _ value: JSONValue, _ key: String, _ reader: ConfigurationReader,
        _ custom: [any Configurable.Type]
    ) throws -> [Member] {
        guard let list = value.array else { throw reader.error(key, "must be a list of layers") }
        return try list.enumerated().map { index, value in
            let path = reader.path + [key, "\(index)"]
            let entry = ConfigurationReader(value.object ?? [:], path: path)
            let layer = try ClassCatalog.layers.make(
                named: try entry.string("class_name"),
                Arguments(
                    entry.value("config")?.object ?? [:], path: path + ["config"], custom: custom))
            return Member(layer: layer, name: try entry.string("name"))
        }
    }

    private static func calls(_ reader: ConfigurationReader, memberCount: Int, inputCount: Int)
        throws -> [Call]
    {
        guard let list = reader.value("calls")?.array else {
            throw reader.error("calls", "must be a list")
        }
        return try list.enumerated().map { index, value in
            let path = reader.path + ["calls", "\(index)"]
            let entry = ConfigurationReader(value.object ?? [:], path: path)
            let call = Call(
                member: try entry.integer("layer", atLeast: 0),
                inputs: try entry.integerList("inputs"))
            guard call.member < memberCount,
                call.inputs.allSatisfy({ (0..<(inputCount + index)).contains($0) })
            else { throw entry.error("inputs", "names a layer or value that does not exist") }
            return call
        }
    }
}
