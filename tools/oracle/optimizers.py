# SPDX-License-Identifier: Apache-2.0
"""Writes optimizers.safetensors: what Keras' optimizers make of given gradients, in float64.

Each case has two variables, so that norms over all of them are seen. `gradients_x` holds one
gradient for each step, `values_x` the variable after each of `recorded_steps`.
"""

from fixture import Family, normal
from float64 import check_precision

import keras
import numpy as np

STEPS = 60
RECORDED = [1, 2, 10, 20, 30, 40, 50, 60]
SHAPES = {"kernel": (3, 2), "bias": (2,)}
family = Family("optimizers")


def case(name: str, class_name: str, sparse: bool = False, **config) -> None:
    optimizer = getattr(keras.optimizers, class_name)(**config)
    initial = {what: normal(f"{name}/{what}", *shape) for what, shape in SHAPES.items()}
    gradients = {what: _gradients(f"{name}/g/{what}", *shape) for what, shape in SHAPES.items()}
    if sparse:  # nothing at all, single elements, and long rests
        for values in gradients.values():
            values[np.arange(STEPS) % 3 != 0] = 0
            values[20:35] = 0
            values[:, 0] = 0
    variables = [keras.Variable(value, dtype="float64") for value in initial.values()]
    optimizer.build(variables)
    check_precision(
        name,
        optimizer.stateless_apply,
        [v.value for v in optimizer.variables],
        list(initial.values()),
        [v.value for v in variables],
    )

    recorded = {what: [] for what in SHAPES}
    for step in range(1, STEPS + 1):
        optimizer.apply([values[step - 1] for values in gradients.values()])
        if step in RECORDED:
            for what, variable in zip(SHAPES, variables):
                recorded[what].append(np.asarray(variable.value))
    tensors = {}
    for what in SHAPES:
        tensors[f"initial_{what}"] = initial[what]
        tensors[f"gradients_{what}"] = gradients[what]
        tensors[f"values_{what}"] = np.stack(recorded[what])
        assert np.isfinite(tensors[f"values_{what}"]).all(), name
    family.add(
        name,
        tensors,
        class_name=class_name,
        config=config,
        steps=STEPS,
        recorded_steps=RECORDED,
        variables=list(SHAPES),
        initial={what: f"initial_{what}" for what in SHAPES},
        gradients={what: f"gradients_{what}" for what in SHAPES},
        values={what: f"values_{what}" for what in SHAPES},
    )


def _gradients(name: str, *shape: int) -> np.ndarray:
    """Noise around a mean that changes sign half-way, with sizes from 0.01 to 10."""
    sizes = np.exp(normal(name + "/sizes", *shape, scale=1.5))
    mean = np.sign(np.arange(STEPS) - STEPS / 2 + 0.5).reshape(STEPS, *[1] * len(shape))
    return np.round(sizes * (normal(name, STEPS, *shape) - mean), 3)


case("sgd", "SGD")
case("sgd-learning-rate", "SGD", learning_rate=0.3)
case("sgd-momentum", "SGD", learning_rate=0.05, momentum=0.9)
case("sgd-nesterov", "SGD", learning_rate=0.05, momentum=0.9, nesterov=True)
case("sgd-weight-decay", "SGD", learning_rate=0.1, momentum=0.5, weight_decay=0.02)
case("sgd-sparse", "SGD", sparse=True, momentum=0.9)
case("sgd-clipnorm", "SGD", clipnorm=1.0)
case("sgd-global-clipnorm", "SGD", momentum=0.9, global_clipnorm=1.0)
case("sgd-clipvalue", "SGD", nesterov=True, momentum=0.8, clipvalue=0.5)
case("sgd-zero-learning-rate", "SGD", learning_rate=0.0, momentum=0.9)

case("adagrad", "Adagrad")
case("adagrad-options", "Adagrad", learning_rate=0.1, initial_accumulator_value=0.5, epsilon=1e-3)
case("adagrad-zero-accumulator", "Adagrad", learning_rate=0.05, initial_accumulator_value=0.0)
case("adagrad-sparse", "Adagrad", sparse=True, learning_rate=0.05)
case("adagrad-weight-decay", "Adagrad", learning_rate=0.05, weight_decay=0.01)

case("rmsprop", "RMSprop")
case("rmsprop-options", "RMSprop", learning_rate=0.01, rho=0.8, epsilon=1e-3)
case("rmsprop-centered", "RMSprop", learning_rate=0.01, centered=True)
case("rmsprop-momentum", "RMSprop", learning_rate=0.01, momentum=0.9)
case("rmsprop-centered-momentum", "RMSprop", learning_rate=0.01, centered=True, momentum=0.5)
case("rmsprop-sparse", "RMSprop", sparse=True, learning_rate=0.01)

case("adam", "Adam")
case("adam-options", "Adam", learning_rate=0.01, beta_1=0.8, beta_2=0.95, epsilon=1e-3)
case("adam-amsgrad", "Adam", learning_rate=0.01, amsgrad=True)
case("adam-sparse", "Adam", sparse=True, learning_rate=0.01)
case("adam-clipnorm", "Adam", learning_rate=0.01, clipnorm=0.5)
case("adam-global-clipnorm", "Adam", learning_rate=0.01, global_clipnorm=0.5)
case("adam-clipvalue", "Adam", learning_rate=0.01, clipvalue=0.25)
case("adam-weight-decay", "Adam", learning_rate=0.01, weight_decay=0.1)

case("adamw", "AdamW")
case("adamw-options", "AdamW", learning_rate=0.01, weight_decay=0.2, beta_2=0.99, epsilon=1e-5)
case("adamw-sparse", "AdamW", sparse=True, learning_rate=0.01)
case("adamw-global-clipnorm", "AdamW", learning_rate=0.01, weight_decay=0.1, global_clipnorm=1.0)
family.write()
