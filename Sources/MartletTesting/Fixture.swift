// SPDX-License-Identifier: Apache-2.0
public import MartletFormats
public import MartletIR

/// Questions and answers of another framework, from `Tests/Fixtures/<family>.safetensors`.
///
/// `tools/oracle` makes the files and says what they hold.
public struct Fixture: Sendable {
    /// The cases in the order of the file.
    public let cases: [Case]

    /// One question with its answer.
    public struct Case: Sendable {
        /// What tells the case apart from the others of its family.
        public let name: String
        /// What the file says of the case: names of operations, attributes, names of tensors.
        public let content: JSONValue
        fileprivate let tensors: [String: HostTensor]
    }

    /// Reads the fixtures of a family, such as `operations`.
    ///
    /// - Throws: `DataError` if the file is missing or damaged.
    public init(_ family: String) throws {
        let file = try Safetensors(contentsOf: "\(Self.folder)/\(family).safetensors")
        let list = try JSONValue(parsing: file.metadata["cases"] ?? "[]").array ?? []
        var tensors: [String: [String: HostTensor]] = [:]
        for (name, tensor) in file.tensors {
            let parts = name.split(separator: "/", maxSplits: 1).map(String.init)
            tensors[parts[0], default: [:]][parts[parts.count - 1]] = tensor
        }
        cases = list.map { content in
            let name = content["name"]?.string ?? ""
            return Case(name: name, content: content, tensors: tensors[name] ?? [:])
        }
    }

    /// `Tests/Fixtures` of the package that this file was compiled in.
    public static var folder: String {
        let parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        return parts.dropLast(3).joined(separator: "/") + "/Tests/Fixtures"
    }
}

extension Fixture.Case {
    /// A member of the case's description; `nil` where it is missing or null.
    public subscript(key: String) -> JSONValue? {
        guard let value = content[key], !value.isNull else { return nil }
        return value
    }

    /// The tensor named `name`, floating elements converted to `dtype`.
    ///
    /// - Throws: `ExecutionError` if the file lacks it.
    public func tensor(_ name: String, as dtype: DType = .float64) throws -> HostTensor {
        guard let tensor = tensors[name] else {
            throw ExecutionError(problem: "the fixture \(self.name) has no tensor \"\(name)\"")
        }
        guard tensor.dtype.isFloating, tensor.dtype != dtype else { return tensor }
        return HostTensor(tensor.doubles, shape: tensor.shape, dtype: dtype)
    }

    /// The tensors that a member names: `"gradients": {"x": "grad_x"}` or `"operands": ["x", "y"]`, whose own names
    /// are the keys then.
    public func tensors(_ key: String, as dtype: DType = .float64) throws
        -> [(key: String, value: HostTensor)]
    {
        guard let value = self[key] else { return [] }
        if let names = value.array {
            return try names.compactMap(\.string).map { ($0, try tensor($0, as: dtype)) }
        }
        return try (value.object?.members ?? []).compactMap { member in
            try member.value.string.map { (member.key, try tensor($0, as: dtype)) }
        }
    }
}

extension Fixture.Case: CustomStringConvertible {
    /// The case's name.
    public var description: String { name }
}
