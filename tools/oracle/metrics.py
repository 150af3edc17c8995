# SPDX-License-Identifier: Apache-2.0
"""Writes metrics.safetensors: Keras' accuracies over several batches, in float64.

`results` has the metric after each of the updates: a running, weighted mean since the start.
"""

from fixture import Family, normal, numbers, uniform
import float64  # noqa: F401

import jax
import keras
import numpy as np

BATCHES = [5, 5, 2]
family = Family("metrics")


def case(name: str, class_name: str, updates: list, **config) -> None:
    """Each update is `(y_true, y_pred)` or `(y_true, y_pred, sample_weight)`."""
    metric = getattr(keras.metrics, class_name)(dtype="float64", **config)
    tensors, listed, results = {}, [], []
    for index, update in enumerate(updates):
        what = dict(zip(("y_true", "y_pred", "sample_weight"), map(np.asarray, update)))
        metric.update_state(*what.values())
        results.append(float(metric.result()))
        names = {key: f"{key}_{index}" for key in what}
        tensors |= {names[key]: value for key, value in what.items()}
        listed.append({"sample_weight": None} | names)
    family.add(
        name,
        tensors | {"results": np.array(results)},
        class_name=class_name,
        config=config,
        updates=listed,
        results="results",
    )


def weights(name: str, count: int) -> np.ndarray:
    return uniform(f"{name}/w", count, low=0, high=2)


def binary(name: str, columns: int, weighted: bool = False, **config) -> None:
    updates = []
    for index, rows in enumerate(BATCHES):
        draw = f"{name}/{index}"
        targets = (numbers(draw).random((rows, columns)) > 0.5).astype(float)
        predictions = uniform(draw + "/p", rows, columns, low=0, high=1)
        predictions[0, 0] = config.get("threshold", 0.5)  # exactly the threshold is a 0
        updates.append((targets, predictions) + ((weights(draw, rows),) if weighted else ()))
    case(name, "BinaryAccuracy", updates, **config)


def categorical(name: str, sparse: bool, weighted: bool = False, shape: tuple = ()) -> None:
    updates = []
    for index, rows in enumerate(BATCHES):
        draw = f"{name}/{index}"
        labels = numbers(draw).integers(0, 4, (rows, *shape))
        logits = normal(draw + "/p", rows, *shape, 4) + 2 * np.eye(4)[labels]
        predictions = np.array(jax.nn.softmax(logits, -1))
        predictions[0] = 0.25  # equal probabilities: the first class is taken
        targets = labels if sparse else np.eye(4)[labels]
        updates.append((targets, predictions) + ((weights(draw, rows),) if weighted else ()))
    case(name, "SparseCategoricalAccuracy" if sparse else "CategoricalAccuracy", updates)


binary("binary", 1)
binary("binary-columns", 3)
binary("binary-weighted", 1, weighted=True)
binary("binary-columns-weighted", 3, weighted=True)
binary("binary-threshold", 1, threshold=0.25)
categorical("categorical", sparse=False)
categorical("categorical-weighted", sparse=False, weighted=True)
categorical("sparse", sparse=True)
categorical("sparse-weighted", sparse=True, weighted=True)
categorical("sparse-sequence", sparse=True, shape=(3,))
column = [(np.array([[1], [0]]), np.array([[0.2, 0.8], [0.4, 0.6]]))]
case("sparse-column", "SparseCategoricalAccuracy", column)
zero = [(np.array([1, 0]), np.array([[0.2, 0.8], [0.4, 0.6]]), np.zeros(2))]
case("sparse-weights-of-zero", "SparseCategoricalAccuracy", zero)
family.write()
