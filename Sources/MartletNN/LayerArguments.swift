// SPDX-License-Identifier: Apache-2.0
import MartletFormats

/// What Keras' layers have in common.
struct LayerArguments: Configurable {
    /// The layer's name; the model makes one if it is `nil`.
    var name: String?

    static let schema = Schema<Self>(
        LayerArguments(),
        .argument("name", \.name, "The layer's name; the model makes one if it is null."),
        .fixed("trainable", true, hint: "parts of a network cannot be frozen yet"),
        .fixed(
            "dtype", nil, "float32", .object(float32Policy),
            hint: "layers compute in the model's type: say dtype there"))

    /// What Keras writes for a layer of a float32 model.
    private static let float32Policy: JSONObject = [
        "module": "keras", "class_name": "DTypePolicy", "config": ["name": "float32"],
        "registered_name": nil,
    ]
}
