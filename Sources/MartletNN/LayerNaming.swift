// SPDX-License-Identifier: Apache-2.0

/// How layers without a name of their own are called: as Keras does.
package enum LayerNaming {
    /// `MaxPooling2D` as `max_pooling2d`, `Dense` as `dense`.
    package static func automaticName(of className: String) -> String {
        var result = ""
        let characters = Array(className)
        for (index, character) in characters.enumerated() {
            let startsWord =
                index > 0 && character.isUppercase
                && (characters[index - 1].isLowercase
                    || (index + 1 < characters.count && characters[index + 1].isLowercase
                        && characters[index - 1].isUppercase))
            if startsWord { result += "_" }
            result += character.lowercased()
        }
        return result
    }

    /// `name`, or `name_1`, `name_2`, … if it is taken.
    package static func unique(_ name: String, among taken: Set<String>) -> String {
        if !taken.contains(name) { return name }
        var number = 1
        while taken.contains("\(name)_\(number)") { number += 1 }
        return "\(name)_\(number)"
    }
}
