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
            let layer = try ClassCatalog.layers.make(named: className, Arguments(arguments))
            return try #require(layer as? any StorableLayer)
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
        #expect(described == Set(ClassCatalog.layers.types.map { $0.className }))
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
        let defaults = try Fixture.kerasDefaults("layers")
        // Keras' InputLayer has a shape with a batch axis.
        #expect(defaults.count == ClassCatalog.layers.types.count - 1)
        for (name, arguments) in defaults.members {
            let type = try #require(ClassCatalog.layers.type(named: name))
            #expect(type.differences(fromKeras: arguments.object ?? [:]) == [])
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
        let layer = try ClassCatalog.layers.make(
            named: "Twice", Arguments(["name": "double"], custom: [Twice.self]))
        #expect(layer is Twice && layer.name == "double")
    }

    @Test func copiesAreTheSameLayerAndLayersThatAreReadAreNot() throws {
        let layer = Dense(3)
        let copy = layer
        #expect(copy.identity === layer.identity && Dense(3).identity !== layer.identity)
        let read = try (1...2).map { _ in try Description("Flatten", [:]).layer() }
        #expect(read[0].identity !== read[1].identity)
    }

    @Test func whatKerasStoresOfEveryLayerIsRead() throws {
        let policy: JSONValue = [
            "module": "keras", "class_name": "DTypePolicy", "config": ["name": "float32"],
            "registered_name": nil,
        ]
        let arguments: JSONObject = [
            "name": "d", "trainable": true, "dtype": policy, "units": 3, "activation": "relu",
            "kernel_constraint": nil, "quantization_config": nil,
        ]
        let layer = try Description("Dense", arguments).layer()
        #expect((layer as? Dense)?.units == 3 && layer.name == "d")
    }

    @Test func unknownLayersAreNamed() {
        let error = #expect(throws: ConfigurationError.self) {
            try ClassCatalog.layers.make("Convv2D", at: Arguments([:], path: ["layers", "0"]))
        }
        #expect(error?.description.contains("layers ▸ 0") == true)
        #expect(error?.hint == "did you mean \"Conv2D\"?")
        let other = #expect(throws: ConfigurationError.self) {
            try Description("Zzzzzzzz", [:]).layer()
        }
        #expect(other?.hint?.contains("Dense") == true)
    }
}

private struct Twice: UnaryLayer, StorableLayer {
    var identity = LayerIdentity()
    static let schema = Schema<Self>(Twice())
    func call(_ x: Tensor, in scope: LayerScope) -> Tensor { x * 2 }
}
