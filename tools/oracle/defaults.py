# SPDX-License-Identifier: Apache-2.0
"""Writes defaults.json: what Keras' classes are when nothing but the required is said.

`layers`, `optimizers`, `losses`, `metrics`, `initializers`, `regularizers` have `get_config()` by
class name, less `name`, `dtype` and `trainable`; an initialiser in a layer is given by its class
name. `signatures` has the default values of the arguments of `compile`, `fit`, `evaluate`,
`predict` and of some callbacks.
"""

import inspect

from fixture import write_json
import float64  # noqa: F401

import keras

LAYERS = {
    "Dense": {"units": 4},
    "Conv1D": {"filters": 4, "kernel_size": 3},
    "Conv2D": {"filters": 4, "kernel_size": 3},
    "MaxPooling1D": {},
    "MaxPooling2D": {},
    "AveragePooling1D": {"pool_size": 2},
    "AveragePooling2D": {"pool_size": 2},
    "GlobalMaxPooling1D": {},
    "GlobalMaxPooling2D": {},
    "GlobalAveragePooling1D": {},
    "GlobalAveragePooling2D": {},
    "Flatten": {},
    "Reshape": {"target_shape": [4]},
    "Activation": {"activation": "relu"},
    "ReLU": {},
    "LeakyReLU": {},
    "ELU": {},
    "Softmax": {},
    "Dropout": {"rate": 0.5},
    "BatchNormalization": {},
    "LayerNormalization": {},
    "Add": {},
    "Subtract": {},
    "Multiply": {},
    "Average": {},
    "Maximum": {},
    "Minimum": {},
    "Concatenate": {},
}
OPTIMIZERS = ["SGD", "Adagrad", "RMSprop", "Adam", "AdamW"]
LOSSES = [
    "MeanSquaredError",
    "MeanAbsoluteError",
    "BinaryCrossentropy",
    "CategoricalCrossentropy",
    "SparseCategoricalCrossentropy",
]
METRICS = ["BinaryAccuracy", "CategoricalAccuracy", "SparseCategoricalAccuracy"]
INITIALIZERS = [
    "Zeros", "Ones", "Constant", "RandomUniform", "RandomNormal", "TruncatedNormal",
    "GlorotUniform", "GlorotNormal", "HeUniform", "HeNormal", "LecunUniform", "LecunNormal",
    "VarianceScaling", "Orthogonal",
]  # fmt: skip
REGULARIZERS = ["L1", "L2", "L1L2"]
METHODS = ["compile", "fit", "evaluate", "predict"]
CALLBACKS = ["EarlyStopping", "ModelCheckpoint", "CSVLogger"]
LEFT_OUT = {"name", "dtype", "trainable"}


def plain(value):
    """Nested configurations as their class name."""
    if isinstance(value, dict) and "class_name" in value:
        return value["class_name"]
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items() if key not in LEFT_OUT}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return round(value, 12) if isinstance(value, float) else value


def configuration(module, class_name: str, arguments: dict = {}) -> dict:
    return plain(getattr(module, class_name)(**arguments).get_config())


def signature(function) -> dict:
    return {
        name: parameter.default
        for name, parameter in inspect.signature(function).parameters.items()
        if parameter.default is not inspect.Parameter.empty
    }


write_json(
    "defaults",
    {
        "layers": {
            name: configuration(keras.layers, name, given) for name, given in LAYERS.items()
        },
        "optimizers": {name: configuration(keras.optimizers, name) for name in OPTIMIZERS},
        "losses": {name: configuration(keras.losses, name) for name in LOSSES},
        "metrics": {name: configuration(keras.metrics, name) for name in METRICS},
        "initializers": {name: configuration(keras.initializers, name) for name in INITIALIZERS},
        "regularizers": {name: configuration(keras.regularizers, name) for name in REGULARIZERS},
        "signatures": {
            **{name: signature(getattr(keras.Model, name)) for name in METHODS},
            **{name: signature(getattr(keras.callbacks, name).__init__) for name in CALLBACKS},
        },
        "activation_arguments": {
            name: signature(getattr(keras.activations, name))
            for name in ("relu", "leaky_relu", "elu", "gelu", "softmax")
        },
        "epsilon": keras.config.epsilon(),
    },
)
