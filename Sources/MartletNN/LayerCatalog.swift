// SPDX-License-Identifier: Apache-2.0
public import MartletFormats

extension ClassCatalog where Item == any Layer {
    /// The layers that files and the command line know by name, by family.
    public static var layers: Self {
        ClassCatalog(
            "layer",
            [
                Input.self, Dense.self, Conv1D.self, Conv2D.self,
                MaxPooling1D.self, MaxPooling2D.self, AveragePooling1D.self, AveragePooling2D.self,
                GlobalMaxPooling1D.self, GlobalMaxPooling2D.self,
                GlobalAveragePooling1D.self, GlobalAveragePooling2D.self,
                Flatten.self, Reshape.self,
                ActivationLayer.self, ReLU.self, LeakyReLU.self, ELU.self, Softmax.self,
                Dropout.self, BatchNormalization.self, LayerNormalization.self,
                Add.self, Subtract.self, Multiply.self, Average.self, Maximum.self, Minimum.self,
                Concatenate.self,
            ], aliases: ["Input": "InputLayer"])
    }
}
