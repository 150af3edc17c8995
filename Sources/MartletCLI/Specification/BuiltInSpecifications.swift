// SPDX-License-Identifier: Apache-2.0

/// The specifications that are part of the program: the files of the folder `Specifications`.
enum BuiltInSpecifications {
    /// Names, in the order in which they are listed.
    static let names = [
        "digits-cnn", "mnist-mlp", "mnist-mlp-64x2", "mnist-cnn", "mnist-cnn-onehot", "binary-mlp",
        "categorical-mlp",
    ]

    /// The YAML text of that name.
    static func text(of name: String) -> String? {
        bytes(of: name).map { String(decoding: $0, as: UTF8.self) }
    }

    /// What the first line of the text says about it.
    static func summary(of name: String) -> String {
        let first = text(of: name)?.prefix { $0 != "\n" } ?? ""
        return String(first.drop { $0 == "#" || $0 == " " })
    }

    private static func bytes(of name: String) -> [UInt8]? {
        switch name {
        case "digits-cnn": PackageResources.digits_cnn_yaml
        case "mnist-mlp": PackageResources.mnist_mlp_yaml
        case "mnist-mlp-64x2": PackageResources.mnist_mlp_64x2_yaml
        case "mnist-cnn": PackageResources.mnist_cnn_yaml
        case "mnist-cnn-onehot": PackageResources.mnist_cnn_onehot_yaml
        case "binary-mlp": PackageResources.binary_mlp_yaml
        case "categorical-mlp": PackageResources.categorical_mlp_yaml
        default: nil
        }
    }
}
