// SPDX-License-Identifier: Apache-2.0
import MartletData
import MartletFormats
import MartletIR

/// A file that holds a model: safetensors with a description under one key of its metadata.
struct ModelFile {
    /// The key of the description in the file's metadata.
    static let key = "martlet"
    /// The newest version of the description that is understood.
    static let version = 1

    /// The members of the description.
    let description: JSONObject
    private let path: String
    private let content: Safetensors

    init(contentsOf path: String) throws {
        self.path = path
        content = try Safetensors(contentsOf: path)
        guard let text = content.metadata[Self.key] else {
            throw DataError(
                .unsupported, "the file holds tensors, but no model",
                hint: "models are written by `martlet train` and Model.save", path: path)
        }
        do {
            description = try JSONValue(parsing: text).object ?? [:]
        } catch {
            throw DataError(
                .malformed, "the description of the model is damaged", path: path, cause: error)
        }
        let version = description["version"]?.int ?? 0
        guard (1...Self.version).contains(version) else {
            throw DataError(
                .unsupported, "the file has the version \(version) of the model format",
                hint: "this Martlet reads versions up to \(Self.version); use a newer one",
                path: path)
        }
    }

    /// What an optimizer remembers of a parameter, as a tensor of the file.
    static func slotName(_ slot: OptimizerSlot, of parameter: Parameter) -> String {
        "optimizer/\(slot.name)/\(parameter.path)"
    }

    /// Whether the file has a tensor called `name`.
    func has(_ name: String) -> Bool { content.tensors[name] != nil }

    /// The tensor called `name`, which must be of the given type; older files may have elements of the type `narrow`
    /// instead, which the wanted one holds.
    func tensor(_ name: String, _ type: TensorType, orOf narrow: DType? = nil) throws -> HostTensor
    {
        guard let tensor = content.tensors[name] else {
            throw DataError(.malformed, "the parameter \"\(name)\" is missing", path: path)
        }
        if let narrow, tensor.type == TensorType(type.shape, narrow) {
            return HostTensor(tensor.doubles, shape: type.shape, dtype: type.dtype)
        }
        guard tensor.type == type else {
            throw DataError(
                .malformed, "the parameter \"\(name)\" is \(tensor.type), the model needs \(type)",
                path: path)
        }
        return tensor
    }

    /// The error for a description that cannot be understood.
    func damaged(cause: any Error) -> DataError {
        DataError(
            .malformed, "the description of the model cannot be used", path: path, cause: cause)
    }
}
