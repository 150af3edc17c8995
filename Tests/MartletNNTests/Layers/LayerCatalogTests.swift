// SPDX-License-Identifier: Apache-2.0
import MartletFormats
import MartletIR
import MartletNN
import MartletTensor
import MartletTesting
import Testing

@Suite struct LayerCatalogTests {
    /// A description of a layer, and how it is printed in the results of tests.
    struct Description: Sendable, CustomStringConvertible {
        let className: String
        let arguments: JSONObject
        var description: String { "\(className) \(JSONValue.object(arguments).text)" }

        init(_ className: String, _ arguments: JSONObject) {
            self.className = className
            self.arguments = arguments
        }

        func layer() throws -> any StorableLayer {
            try LayerCatalog.layer(
                className: className, configuration: ConfigurationReader(arguments))
        }
    }

    private static let convolution: JSONObject = [
        "filters": 6, "kernel_size": 3, "strides": 2, "padding": "same", "dilation_rate": 1,
        "groups": 3, "activation": "gelu", "use_bias": false, "kernel_initializer": "he_normal",
        "bias_initializer": "ones", "kernel_regularizer": "l2", "bias_regularizer": ["L1": nil],
        "data_format": "channels_last", "name": "c",
    ]

    /// Each layer with everything said.
    static let full = [
        Description("Input", ["shape": [28, 28, 1], "dtype": "float32", "name": "picture"]),
        Description(
            "Dense",
            [
                "units": 3, "activation": "swish", "use_bias": false, "name": "d",
                "kernel_initializer": ["Orthogonal": ["gain": 2, "seed": 1]],
                "kernel_regularizer": ["L1L2": ["l1": 0.5, "l2": 0.25]],
            ]),
        Description("Conv1D", convolution), Description("Conv2D", convolution),
        Description("Conv1D", ["filters": 2, "kernel_size": [3], "padding": "causal"]),
        Description("Conv2D", ["filters": 2, "kernel_size": [3, 5], "strides": [1, 2]]),
        Description("MaxPooling1D", ["pool_size": 3, "strides": 1, "padding": "same"]),
        Description("MaxPooling2D", ["pool_size": [2, 3], "strides": [1, 2], "padding": "same"]),
        Description("AveragePooling1D", ["pool_size": [4], "strides": nil]),
        Description("AveragePooling2D", ["pool_size": 3, "data_format": "channels_last"]),
        Description("GlobalMaxPooling1D", ["keepdims": true]),
        Description("GlobalMaxPooling2D", ["keepdims": true, "name": "top"]),
        Description("GlobalAveragePooling1D", ["data_format": "channels_last"]),
        Description("GlobalAveragePooling2D", ["keepdims": false]),
        Description("Flatten", ["data_format": "channels_last"]),
        Description("Reshape", ["target_shape": [-1, 2]]),
        Description("Activation", ["activation": "softplus"]),
        Description("ReLU", ["max_value": 6, "negative_slope": 0.1, "threshold": 0.5]),
        Description("LeakyReLU", ["negative_slope": 0.2]), Description("ELU", ["alpha": 0.5]),
        Description("Softmax", ["axis": 1]), Description("Dropout", ["rate": 0.25, "seed": 7]),
        Description(
            "BatchNormalization",
            [
                "axis": 1, "momentum": 0.9, "epsilon": 1e-5, "center": false, "scale": false,
                "moving_variance_initializer": ["Constant": ["value": 2]],
                "gamma_regularizer": "l1", "beta_initializer": "ones",
            ]),
        Description("LayerNormalization", ["axis": [1, -1], "epsilon": 1e-6, "scale": false]),
        Description("Add", ["name": "sum"]), Description("Subtract", [:]),
        Description("Multiply", [:]), Description("Average", [:]), Description("Maximum", [:]),
        Description("Minimum", [:]), Description("Concatenate", ["axis": 1]),
    ]

    @Test func everyLayerIsDescribed() {
        let described = Set(Self.full.map { $0.className == "Input" ? "InputLayer" : $0.className })
        #expect(described == Set(LayerCatalog.all.map { $0.className }))
    }

    @Test(arguments: full)
    func configurationsMakeEqualLayers(description: Description) throws {
        let layer = try description.layer()
        #expect(layer.name == description.arguments["name"]?.string)
        let stored = try JSONValue(parsing: JSONValue.object(layer.configuration).text)
        let copy = try Description(type(of: layer).className, stored.object ?? [:]).layer()
        #expect(copy.configuration == layer.configuration)
        for (key, value) in description.arguments.members
        where key != "name" && key != "data_format" {
            let kept = layer.configuration[key]
            #expect(kept != nil, "\(key)")
            if value.double != nil, kept?.double != nil || kept?.bool != nil {
                #expect(value.isSame(as: kept), "\(key)")
            }
        }
    }

    @Test func defaultsAreThoseOfKeras() throws {
        for (name, arguments) in try Fixture.kerasDefaults("layers").members {
            let required = [
                "units", "filters", "kernel_size", "rate", "target_shape", "activation",
            ]
            var given: JSONObject = [:]
            for key in required where key != "activation" || name == "Activation" {
                given[key] = arguments[key]
            }
            let layer = try Description(name, given).layer()
            for (key, value) in layer.configuration.members {
                #expect(value.isSame(as: arguments[key]), "\(name) \(key)")
            }
        }
    }

    @Test func automaticNamesAreThoseOfKeras() throws {
        for (className, names) in try Fixture.json("layer-names").object?.members ?? []
        where className != "Model" {
            let name = LayerNaming.automaticName(of: className)
            let expected = names.array?.compactMap(\.string) ?? []
            let unique = expected.indices.reduce(into: [String]()) { taken, _ in
                taken.append(LayerNaming.unique(name, among: Set(taken)))
            }
            #expect(unique == expected, "\(className)")
        }
    }

    @Test func layersOfYourOwnComeFirst() throws {
        let layer = try LayerCatalog.layer(
            className: "Twice", configuration: ConfigurationReader([:]), custom: [Twice.self])
        #expect(layer is Twice)
    }

    @Test func unknownLayersAreNamed() {
        let error = #expect(throws: ConfigurationError.self) {
            try LayerCatalog.layer(
                className: "Conv2d", configuration: ConfigurationReader([:], path: ["layers", "0"]))
        }
        #expect(error?.description.contains("layers ▸ 0") == true)
        #expect(error?.hint == "did you mean \"Conv2D\"?")
        let other = #expect(throws: ConfigurationError.self) {
            try LayerCatalog.layer(className: "Zzzzzzzz", configuration: ConfigurationReader([:]))
        }
        #expect(other?.hint?.contains("Dense") == true)
    }
}

private final class Twice: UnaryLayer, StorableLayer {
    init() {}
    init(from configuration: ConfigurationReader) throws {}
    var configuration: JSONObject { [:] }
    func call(_ x: Tensor, in scope: LayerScope) -> Tensor { x * 2 }
}
