// SPDX-License-Identifier: Apache-2.0
public import MartletFormats

/// How much a layer puts around an image before its window slides over it.
public enum LayerPadding: String, ArgumentWord {
    /// Nothing: only whole windows count.
    case valid
    /// As much as makes the result ⌈size / stride⌉ wide.
    case same
    /// Zeros before a sequence, none after it: no result sees what comes later. For ``Conv1D`` only.
    case causal
}

extension ArgumentForm where Value == LayerPadding {
    /// The paddings of a window over `rank` axes.
    static func padding(_ rank: Int) -> Self {
        .words(rank == 1 ? [.valid, .same, .causal] : [.valid, .same])
    }
}

extension SchemaEntry {
    /// Only convolutions over sequences have causal padding.
    static func causalPadding(_ padding: Property<Root, LayerPadding>, rank: Int) -> Self {
        .rule("padding") { root in
            root[keyPath: padding] == .causal && rank != 1
                ? "must be valid or same, got causal: that is for convolutions of sequences" : nil
        }
    }
}
