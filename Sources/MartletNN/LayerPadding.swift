// SPDX-License-Identifier: Apache-2.0

/// How much a layer puts around an image before its window slides over it.
public enum LayerPadding: String, CaseIterable, Hashable, Sendable {
    /// Nothing: only whole windows count.
    case valid
    /// As much as makes the result ⌈size / stride⌉ wide.
    case same
    /// Zeros before a sequence, none after it: no result sees what comes later. For ``Conv1D`` only.
    case causal
}

extension ConfigurationReader {
    /// The padding that the argument names, one of `allowed`.
    func padding(among allowed: [LayerPadding] = [.valid, .same]) throws -> LayerPadding {
        let name = try choice("padding", of: allowed.map(\.rawValue), default: "valid")
        return LayerPadding(rawValue: name) ?? .valid
    }
}
