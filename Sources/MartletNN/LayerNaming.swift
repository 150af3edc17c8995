// SPDX-License-Identifier: Apache-2.0
import MartletFormats

/// How layers without a name of their own are called: as Keras does.
package enum LayerNaming {
    /// `MaxPooling2D` as `max_pooling2d`, `Dense` as `dense`.
    package static func automaticName(of className: String) -> String {
        ClassNaming.words(of: className)
    }

    /// `name`, or `name_1`, `name_2`, … if it is taken.
    package static func unique(_ name: String, among taken: Set<String>) -> String {
        if !taken.contains(name) { return name }
        var number = 1
        while taken.contains("\(name)_\(number)") { number += 1 }
        return "\(name)_\(number)"
    }
}
