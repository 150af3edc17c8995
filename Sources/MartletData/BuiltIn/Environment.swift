// SPDX-License-Identifier: Apache-2.0
import MartletSystem

/// What the environment variables say.
enum Environment {
    /// The value of the variable `name`, unless it is empty.
    static func value(_ name: String) -> String? {
        guard let text = getenv(name) else { return nil }
        let value = String(cString: text)
        return value.isEmpty ? nil : value
    }

    /// The folder where Martlet keeps what it downloads; `nil` if there is no home folder.
    static func cacheFolder(_ environment: (String) -> String?) -> String? {
        // The XDG specification says that a relative path must be ignored.
        if let folder = environment("XDG_CACHE_HOME"), folder.hasPrefix("/") {
            return "\(folder)/martlet"
        }
        guard let home = environment("HOME") else { return nil }
        #if os(macOS)
            return "\(home)/Library/Caches/martlet"
        #else
            return "\(home)/.cache/martlet"
        #endif
    }
}
