// SPDX-License-Identifier: Apache-2.0
import Martlet

/// What this machine computes with.
struct DeviceReport {
    private let processor = ProcessorReport()
    private let description = ProcessorDescription()

    /// For programs.
    var members: JSONObject {
        var members: JSONObject = [
            "engine": .string(processor.engine), "threads": .int(processor.processorCount),
            "features": .array(description.features.map { .string($0) }),
        ]
        members["processor"] = description.name.map { .string($0) }
        if let version = processor.libraryVersion {
            members["onednn"] = [
                "version": .string(version), "path": .string(processor.libraryPath ?? ""),
            ]
        } else {
            members["onednn"] = .null
            members["problem"] = processor.problem.map { .string($0.problem) }
            members["hint"] = processor.problem?.hint.map { .string($0) }
        }
        return members
    }

    /// For people.
    var text: String {
        var lines = ["engine      \(processor.engine)"]
        if let version = processor.libraryVersion {
            lines.append("oneDNN      \(version), \(processor.libraryPath ?? "")")
        } else if let problem = processor.problem {
            lines.append("oneDNN      \(problem.problem)")
            if let hint = problem.hint { lines.append("            \(hint)") }
        }
        lines.append("threads     \(processor.processorCount)")
        if let name = description.name { lines.append("processor   \(name)") }
        if !description.features.isEmpty {
            lines.append("features    \(description.features.joined(separator: " "))")
        }
        return lines.joined(separator: "\n")
    }
}
