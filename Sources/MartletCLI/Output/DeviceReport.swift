// SPDX-License-Identifier: Apache-2.0
import Martlet

/// What this machine computes with.
struct DeviceReport {
    /// For programs.
    var members: JSONObject { ["engine": .string(Device.current.executor.name)] }

    /// For people.
    var text: String { "engine   \(Device.current.executor.name)" }
}
