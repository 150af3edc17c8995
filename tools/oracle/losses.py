# SPDX-License-Identifier: Apache-2.0
"""Writes losses.safetensors: Keras losses and their gradients by the predictions, in float64.

`result` is the loss as `fit` reports it (reduction `sum_over_batch_size`), `values` the losses
before weighting and reduction, `grad_y_pred` the gradient of `result`.

What Keras does with probabilities, on every backend:
- binary: clip to [ε, 1 − ε] with ε = 1e-7; the gradient is zero where the clip acts;
- categorical: divide by the sum along the last axis, then clip likewise; the gradient includes
  the division.
Logits are neither clipped nor normalised.
"""

from fixture import Family, normal, numbers, uniform
from float64 import check_precision

import jax
import jax.numpy as jnp
import keras
import numpy as np

family = Family("losses")

CLASSES = {
    "mean_squared_error": keras.losses.MeanSquaredError,
    "mean_absolute_error": keras.losses.MeanAbsoluteError,
    "binary_crossentropy": keras.losses.BinaryCrossentropy,
    "categorical_crossentropy": keras.losses.CategoricalCrossentropy,
    "sparse_categorical_crossentropy": keras.losses.SparseCategoricalCrossentropy,
}


def case(name: str, loss: str, y_true, y_pred, sample_weight=None, **config) -> None:
    y_true, y_pred = np.asarray(y_true), np.asarray(y_pred)
    weight = {} if sample_weight is None else {"sample_weight": np.asarray(sample_weight)}

    def of_predictions(y_pred, reduction="sum_over_batch_size"):
        loss_ = CLASSES[loss](**config, reduction=reduction, dtype="float64")
        return loss_(y_true, y_pred, **(weight if reduction else {}))

    argument = jnp.asarray(y_pred)
    check_precision(name, jax.grad(of_predictions), argument)
    result, gradient = jax.value_and_grad(of_predictions)(argument)
    values = of_predictions(argument, reduction=None)
    tensors = {"y_true": y_true, "y_pred": y_pred, **weight}
    tensors |= {"values": values, "result": result, "grad_y_pred": gradient}
    for what, value in tensors.items():
        assert np.isfinite(value).all(), (name, what, value)
    family.add(
        name,
        tensors,
        loss=loss,
        class_name=CLASSES[loss].__name__,
        config=config,
        targets="y_true",
        predictions="y_pred",
        sample_weight="sample_weight" if weight else None,
        values="values",
        result="result",
        gradients={"y_pred": "grad_y_pred"},
    )


def weights(name: str, count: int) -> np.ndarray:
    return uniform(f"{name}/weights", count, low=0, high=2)


def errors() -> None:
    for loss, label in (("mean_squared_error", "mse"), ("mean_absolute_error", "mae")):
        for shape in ([6, 3], [4, 1], [2, 3, 4]):
            name = f"{label}-" + "x".join(map(str, shape))
            case(name, loss, normal(name + "/t", *shape), normal(name + "/p", *shape))
        name = f"{label}-weighted"
        targets, predictions = normal(name + "/t", 5, 2), normal(name + "/p", 5, 2)
        case(name, loss, targets, predictions, weights(name, 5))
        case(f"{label}-weighted-zero", loss, targets, predictions, [1.0, 0.0, 2.5, 0.0, 0.5])
        equal = np.array([[1.0, -2.0], [0.5, 3.0]])
        case(f"{label}-equal", loss, equal, equal + [[0.0, 1.0], [0.0, 0.0]])


def binary() -> None:
    loss = "binary_crossentropy"
    for shape in ([6, 1], [4, 3]):
        label = "x".join(map(str, shape))
        targets = (numbers(f"binary/{label}").random(shape) > 0.5).astype(float)
        probabilities = uniform(f"binary/p/{label}", *shape, low=0.02, high=0.98)
        logits = normal(f"binary/l/{label}", *shape, scale=3)
        case(f"binary-{label}", loss, targets, probabilities)
        case(f"binary-{label}-logits", loss, targets, logits, from_logits=True)
        for predictions, from_logits in ((probabilities, False), (logits, True)):
            suffix = "-logits" if from_logits else ""
            name = f"binary-{label}{suffix}-smoothed-weighted"
            case(
                name, loss, targets, predictions, weights(name, shape[0]),
                from_logits=from_logits, label_smoothing=0.1,
            )  # fmt: skip
    soft = uniform("binary/soft", 4, 2, low=0, high=1)
    case("binary-soft", loss, soft, uniform("binary/soft/p", 4, 2, low=0.05, high=0.95))
    edge = np.array([[0.0], [1.0], [0.0], [1.0], [1e-8], [1 - 1e-9], [0.5]])
    truth = np.array([[0.0], [1.0], [1.0], [0.0], [1.0], [0.0], [1.0]])
    case("binary-clipped", loss, truth, edge)
    large = np.array([[-500.0], [500.0], [-500.0], [40.0], [0.0]])
    case("binary-logits-large", loss, [[0.0], [1.0], [1.0], [0.0], [1.0]], large, from_logits=True)


def categorical() -> None:
    rows = np.array([0, 2, 1, 3, 2])
    logits = normal("categorical/logits", 5, 4, scale=2)
    probabilities = np.asarray(jax.nn.softmax(logits, -1))
    unnormalised = uniform("categorical/unnormalised", 5, 4, low=0.1, high=2)
    weight = weights("categorical", 5)
    one, zero = np.eye(4)[rows], np.eye(4)[[0, 2, 0, 3, 1]]
    zero[4] = [0.5, 0.5, 0.0, 0.0]
    large = np.array([[1000.0, 0, 0, 0], [0, 0, -1000, 5], [1, 2, 3, 4], [0] * 4, [0, 0, 50, 0]])
    for kind, targets in (("categorical", one), ("sparse", rows)):
        loss = f"{'sparse_' if kind == 'sparse' else ''}categorical_crossentropy"
        case(f"{kind}", loss, targets, probabilities)
        case(f"{kind}-unnormalised", loss, targets, unnormalised)
        case(f"{kind}-clipped", loss, targets, zero)
        case(f"{kind}-weighted", loss, targets, probabilities, weight)
        case(f"{kind}-logits", loss, targets, logits, from_logits=True)
        case(f"{kind}-logits-weighted", loss, targets, logits, weight, from_logits=True)
        case(f"{kind}-logits-large", loss, targets, large, from_logits=True)
    loss = "categorical_crossentropy"
    case("categorical-smoothed", loss, one, probabilities, label_smoothing=0.2)
    case(
        "categorical-logits-smoothed-weighted", loss, one, logits, weight,
        from_logits=True, label_smoothing=0.1,
    )  # fmt: skip
    soft = np.asarray(jax.nn.softmax(normal("categorical/soft", 5, 4), -1))
    case("categorical-soft", loss, soft, probabilities)
    case("sparse-column", "sparse_categorical_crossentropy", rows[:, None], probabilities)
    sequence = np.asarray(jax.nn.softmax(normal("sequence", 2, 3, 4), -1))
    labels = np.array([[0, 3, 1], [2, 2, 0]])
    case("sparse-sequence", "sparse_categorical_crossentropy", labels, sequence)
    case("categorical-sequence", loss, np.eye(4)[labels], sequence)


errors()
binary()
categorical()
family.write()
