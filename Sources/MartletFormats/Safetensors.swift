// SPDX-License-Identifier: Apache-2.0
import MartletData
public import MartletIR

/// Named tensors and texts in one file, in the format of Hugging Face's `safetensors` library.
///
/// ```swift
/// try Safetensors(["kernel": kernel, "bias": bias], metadata: ["format": "martlet"]).write(to: "a.safetensors")
/// let kernel = try Safetensors(contentsOf: "a.safetensors").tensor("kernel")
/// ```
/// Reading maps the file into memory: a tensor's bytes are read from the disk when they are used.
/// - SeeAlso: <https://github.com/huggingface/safetensors#format>
public struct Safetensors: Sendable {
    /// The tensors by name.
    public var tensors: [String: HostTensor]
    /// Texts that travel with them.
    public var metadata: [String: String]

    /// A file's content of the given parts.
    public init(_ tensors: [String: HostTensor], metadata: [String: String] = [:]) {
        self.tensors = tensors
        self.metadata = metadata
    }

    /// The tensor called `name`.
    ///
    /// - Throws: ``DataError`` if there is none.
    public func tensor(_ name: String) throws -> HostTensor {
        guard let tensor = tensors[name] else {
            throw DataError(.notFound, "there is no tensor \"\(name)\" among the \(tensors.count)")
        }
        return tensor
    }

    /// The largest header that is read or written, as in the `safetensors` library.
    static let maximumHeaderSize = 100_000_000

    /// The member of the header that is not a tensor.
    static let metadataKey = "__metadata__"
}

extension DType {
    /// The name that the format has for the type.
    var safetensorsName: String {
        switch self {
        case .bool: "BOOL"
        case .int8: "I8"
        case .uint8: "U8"
        case .int32: "I32"
        case .int64: "I64"
        case .float16: "F16"
        case .bfloat16: "BF16"
        case .float32: "F32"
        case .float64: "F64"
        }
    }

    /// The type of that name, if Martlet has it.
    init?(safetensorsName name: String) {
        guard let type = DType.allCases.first(where: { $0.safetensorsName == name }) else {
            return nil
        }
        self = type
    }
}
