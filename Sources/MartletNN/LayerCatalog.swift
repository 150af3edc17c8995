// SPDX-License-Identifier: Apache-2.0
import MartletFormats

/// The layers that files and the command line know by name.
public enum LayerCatalog {
    /// Every layer, by family.
    public static let all: [any StorableLayer.Type] = [
        Input.self, Dense.self, Conv1D.self, Conv2D.self,
        MaxPooling1D.self, MaxPooling2D.self, AveragePooling1D.self, AveragePooling2D.self,
        GlobalMaxPooling1D.self, GlobalMaxPooling2D.self,
        GlobalAveragePooling1D.self, GlobalAveragePooling2D.self,
        Flatten.self, Reshape.self,
        ActivationLayer.self, ReLU.self, LeakyReLU.self, ELU.self, Softmax.self,
        Dropout.self, BatchNormalization.self, LayerNormalization.self,
        Add.self, Subtract.self, Multiply.self, Average.self, Maximum.self, Minimum.self,
        Concatenate.self,
    ]

    /// Names that Keras also has for them.
    private static let aliases = ["Input": "InputLayer"]

    /// The layer with the given class name and arguments, both as in Keras.
    ///
    /// - Parameters:
    ///   - className: The class: `Conv2D`.
    ///   - reader: The arguments: `{"filters": 32, "kernel_size": 3}`.
    ///   - custom: Layers of your own, looked at first.
    /// - Returns: The layer.
    /// - Throws: ``ConfigurationError`` if there is no such layer or an argument is wrong.
    public static func layer(
        className: String, configuration reader: ConfigurationReader,
        custom: [any StorableLayer.Type] = []
    ) throws -> any StorableLayer {
        let known = custom + all
        let name = aliases[className] ?? className
        guard let type = known.first(where: { $0.className == name }) else {
            let names = known.map { $0.className } + aliases.keys
            throw ConfigurationError(
                path: reader.path, problem: "there is no layer \"\(className)\"",
                hint: Spelling.suggestion(for: className, among: names)
                    ?? "known are \(names.sorted().joined(separator: ", "))")
        }
        let layer = try type.init(from: reader)
        try reader.finish()
        return layer
    }
}
