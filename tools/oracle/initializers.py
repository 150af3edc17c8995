# SPDX-License-Identifier: Apache-2.0
"""Writes initializers.json: from which distribution Keras draws initial weights, by shape.

What an initialiser asks of Keras' random functions is recorded, not the numbers drawn:
`uniform` between `minimum` and `maximum`, `normal`, or `truncated_normal`, whose `stddev` is that
of the normal distribution before it is cut at two of them.
"""

from unittest import mock

from fixture import write_json
import float64  # noqa: F401

import keras
import numpy as np
from keras.src.initializers import random_initializers

SHAPES = {
    "dense": [784, 128],
    "conv1d": [3, 16, 32],
    "conv2d": [3, 3, 32, 64],
    "conv2d-pointwise": [1, 1, 8, 4],
    "bias": [10],
}
CLASSES = [
    "GlorotUniform", "GlorotNormal", "HeUniform", "HeNormal", "LecunUniform", "LecunNormal",
    "RandomUniform", "RandomNormal", "TruncatedNormal", "Zeros", "Ones", "Constant", "Orthogonal",
]  # fmt: skip
OPTIONS = {
    "RandomUniform": {"minval": -0.5, "maxval": 2.0},
    "RandomNormal": {"mean": 1.0, "stddev": 0.25},
    "TruncatedNormal": {"mean": -1.0, "stddev": 0.5},
    "Constant": {"value": 0.75},
    "Orthogonal": {"gain": 2.0},
}


PARAMETERS = {
    "uniform": {"minval": 0.0, "maxval": 1.0},
    "normal": {"mean": 0.0, "stddev": 1.0},
    "truncated_normal": {"mean": 0.0, "stddev": 1.0},
}


class Recorder:
    """Stands in for `keras.random`: notes the arguments and passes them on."""

    def __init__(self, real):
        self.real, self.calls = real, []

    def __getattr__(self, function: str):
        real = getattr(self.real, function)
        if function not in PARAMETERS:
            return real

        def call(shape, *arguments, **options):
            defaults = PARAMETERS[function]
            given = defaults | dict(zip(defaults, arguments)) | options
            self.calls.append((function, {name: float(given[name]) for name in defaults}))
            return real(shape, *arguments, **options)

        return call


def distribution(class_name: str, config: dict, shape: list) -> dict:
    recorder = Recorder(random_initializers.random)
    with mock.patch.object(random_initializers, "random", recorder):
        values = np.asarray(getattr(keras.initializers, class_name)(**config)(shape))
    if not recorder.calls:
        return {"distribution": "constant", "value": float(values.flat[0])}
    if class_name == "Orthogonal":  # orthogonal rows or columns, whichever are fewer
        rows, columns = int(np.prod(shape[:-1])), shape[-1]
        return {"distribution": "orthogonal", "rows": rows, "columns": columns}
    ((function, arguments),) = recorder.calls
    if function == "uniform":
        arguments = {"minimum": arguments["minval"], "maximum": arguments["maxval"]}
    return {"distribution": function, **arguments}


def case(label: str, class_name: str, config: dict, shape: list) -> dict:
    return {
        "name": f"{class_name}-{label}",
        "class_name": class_name,
        "config": config,
        "shape": shape,
        **distribution(class_name, config, shape),
    }


cases = [
    case(label, class_name, {}, shape)
    for class_name in CLASSES
    for label, shape in SHAPES.items()
    if class_name != "Orthogonal" or len(shape) > 1
]
cases += [case("options", class_name, config, [4, 6]) for class_name, config in OPTIONS.items()]
write_json("initializers", {"cases": cases})
