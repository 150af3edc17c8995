// SPDX-License-Identifier: Apache-2.0
import Martlet
import MartletData

/// What options of the command line say in place of a specification.
struct Overrides {
    /// Where examples come from: a built-in name, or a table.
    var data: String?
    var epochs: Int?
    var batchSize: Int?
    var learningRate: Double?
    var seed: Int?

    /// The specification with these members in place of its own.
    func applied(to specification: JSONValue) -> JSONValue {
        guard var root = specification.object else { return specification }
        if let data, data != root["data"]?.string {
            root["data"] = .object(Self.data(data, like: root["data"]?.object ?? [:]))
        }
        var fit = root["fit"]?.object ?? [:]
        if let epochs { fit["epochs"] = .int(epochs) }
        if let batchSize { fit["batch_size"] = .int(batchSize) }
        if let seed { fit["seed"] = .int(seed) }
        if fit.count > 0, root["fit"]?.object != nil || root["fit"] == nil {
            root["fit"] = .object(fit)
        }
        if let learningRate, var compile = root["compile"]?.object,
            let optimizer = compile["optimizer"].flatMap({ Self.optimizer($0, learningRate) })
        {
            compile["optimizer"] = optimizer
            root["compile"] = .object(compile)
        }
        return .object(root)
    }

    /// The members of `data` with another source; what is set aside stays.
    private static func data(_ name: String, like old: JSONObject) -> JSONObject {
        if old["name"]?.string == name { return old }
        let isTable = name.contains("/") || name.contains(".")
        var members: JSONObject =
            isTable ? ["csv": .string(FilePath.absolute(name))] : ["name": .string(name)]
        let table = ["target", "target_kind", "ignore", "header", "delimiter"]
        for key in ["split", "validation"] + (isTable ? table : []) { members[key] = old[key] }
        return members
    }

    private static func optimizer(_ value: JSONValue, _ rate: Double) -> JSONValue? {
        if let name = value.string { return .object([name: ["learning_rate": .double(rate)]]) }
        guard var object = value.object else { return nil }
        let key = object["class_name"] == nil ? object.keys.first : "config"
        guard let key else { return nil }
        var arguments = object[key]?.object ?? [:]
        arguments["learning_rate"] = .double(rate)
        object[key] = .object(arguments)
        return .object(object)
    }
}
