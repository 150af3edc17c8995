// SPDX-License-Identifier: Apache-2.0
import Martlet

extension Specification {
    /// What a specification can be, in JSON Schema (2020-12): editors complete and check with it.
    static var jsonSchema: JSONValue {
        [
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": "A specification of martlet: data, network, training.",
            "type": "object", "required": ["data", "layers", "compile"],
            "additionalProperties": false, "properties": .object(members),
            "$defs": [
                "layer": ClassCatalog.layers.jsonSchema(and: layerMembers),
                "loss": ClassCatalog.losses.jsonSchema(),
                "optimizer": ClassCatalog.optimizers.jsonSchema(),
                "metric": ClassCatalog.metrics.jsonSchema(and: ["name": ["type": "string"]]),
                "callback": ClassCatalog.callbacks.jsonSchema(),
                "initializer": ClassCatalog.initializers.jsonSchema(),
                "regularizer": ClassCatalog.regularizers.jsonSchema(),
            ],
        ]
    }

    private static var members: JSONObject {
        let layers: JSONValue = [
            "type": "array", "minItems": 1, "items": ["$ref": "#/$defs/layer"],
            "description": "The layers, in the order of their calls.",
        ]
        return [
            "name": [
                "type": "string",
                "description": "What the model is called; folders are named after it.",
            ],
            "data": DataDescription.jsonSchema,
            "preprocessing": PreprocessingDescription.argumentsSchema(),
            "inputs": [
                "type": "object", "minProperties": 1,
                "additionalProperties": .object(ArgumentForm<Shape?>.shape.type.schema),
                "description": "The inputs of a network with several: names and shapes.",
            ],
            "layers": layers, "outputs": names("The layers whose results are the network's."),
            "compile": TrainingDescription.argumentsSchema(),
            "fit": FitDescription.argumentsSchema(),
            "predict": [
                "type": "integer", "minimum": 0, "default": 0,
                "description": "How many examples are predicted at the end.",
            ],
        ]
    }

    /// What every layer of a specification can have besides its arguments.
    private static var layerMembers: JSONObject {
        [
            "name": ["type": "string", "description": "What other layers call it."],
            "inputs": names("The names of what it is applied to; the layer before it if left out."),
        ]
    }

    private static func names(_ meaning: JSONValue) -> JSONValue {
        [
            "anyOf": [["type": "string"], ["type": "array", "items": ["type": "string"]]],
            "description": meaning,
        ]
    }
}
