// SPDX-License-Identifier: Apache-2.0
import Martlet

extension GraphError {
    /// The error at the layer that it names, or else at the loss: what is not in a layer comes of comparing outputs
    /// with targets.
    func located(in network: NetworkDescription) -> ConfigurationError {
        let sentence = operation.map { "\($0): \(problem)" } ?? problem
        let layer = context.lazy.compactMap(Self.layerName).first
        guard let layer, let path = network.path(ofLayer: layer) else {
            return ConfigurationError(path: ["compile", "loss"], problem: sentence, hint: hint)
        }
        return ConfigurationError(path: path, problem: "layer \(layer): \(sentence)", hint: hint)
    }

    /// `dense_1` of `layer  dense_1 (Dense) ▸ …`.
    private static func layerName(_ line: String) -> String? {
        let words = line.split(separator: " ", maxSplits: 2)
        guard words.count > 1, words[0] == "layer" else { return nil }
        return String(words[1])
    }
}
