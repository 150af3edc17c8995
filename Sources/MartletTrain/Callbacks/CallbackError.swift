// SPDX-License-Identifier: Apache-2.0
import MartletFormats
import MartletNN

/// Mistakes in the use of callbacks.
enum CallbackError {
    /// A callback watches a metric that is not measured.
    static func unknownMetric(_ name: String, in epoch: EpochReport, callback: String) -> any Error
    {
        let known = epoch.values.map(\.name)
        let isValidation = name.hasPrefix("val_") && !known.contains { $0.hasPrefix("val_") }
        return ConfigurationError(
            path: [callback, "monitor"],
            problem: "\"\(name)\" is not measured; measured are \(known.joined(separator: ", "))",
            hint: isValidation
                ? "give fit validation data" : Spelling.suggestion(for: name, among: known))
    }
}
