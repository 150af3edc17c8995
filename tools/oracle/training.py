# SPDX-License-Identifier: Apache-2.0
"""Writes training.safetensors: what Keras' `fit` makes of small models, in float64.

A model is a list of layers (class name, name, arguments given), fixed initial weights and data,
three epochs without shuffling, batches that do not divide the data. Recorded are the history, the
weights after it, `evaluate` and `predict` on the training data.
"""

from fixture import Family, normal, numbers
import float64  # noqa: F401

import keras
import numpy as np

family = Family("training")
EPOCHS = 3


def case(name, input_shape, layers, loss, optimizer, x, y, fit, metrics=("accuracy",)) -> None:
    keras.backend.clear_session()
    model = keras.Sequential([keras.Input(input_shape)])
    for layer in layers:
        model.add(getattr(keras.layers, layer["class_name"])(name=layer["name"], **layer["config"]))
    initial = {}
    for layer in model.layers:
        values = [_initial(f"{layer.name}/{w.name}", w.shape) for w in layer.weights]
        layer.set_weights(values)
        initial |= {f"{layer.name}/{w.name}": value for w, value in zip(layer.weights, values)}
    class_name, config = optimizer
    model.compile(
        optimizer=getattr(keras.optimizers, class_name)(**config),
        loss=loss,
        metrics=list(metrics),
    )
    options = dict(fit)
    arrays = {key: options.pop(key) for key in ("sample_weight",) if key in options}
    if "class_weight" in options:
        options["class_weight"] = {int(key): w for key, w in options["class_weight"].items()}
    if "validation_data" in options:
        arrays["validation_x"], arrays["validation_y"] = options.pop("validation_data")
        options["validation_data"] = (arrays["validation_x"], arrays["validation_y"])
    weight = {key: arrays[key] for key in ("sample_weight",) if key in arrays}
    history = model.fit(
        x, y, epochs=EPOCHS, shuffle=False, verbose=0, **options, **weight
    ).history
    final = {
        f"{layer.name}/{weight.name}": value
        for layer in model.layers
        for weight, value in zip(layer.weights, layer.get_weights())
    }
    evaluated = model.evaluate(x, y, batch_size=fit["batch_size"], verbose=0, return_dict=True)

    tensors = {"x": x, "y": y} | arrays
    tensors |= {f"initial/{path}": value for path, value in initial.items()}
    tensors |= {f"final/{path}": value for path, value in final.items()}
    tensors |= {f"history/{key}": np.array(values) for key, values in history.items()}
    tensors |= {f"evaluated/{key}": np.float64(value) for key, value in evaluated.items()}
    tensors["predictions"] = model.predict(x, verbose=0)
    family.add(
        name,
        tensors,
        input_shape=input_shape,
        layers=layers,
        weights=list(initial),
        loss=loss,
        optimizer={"class_name": class_name, "config": config},
        metrics=list(metrics),
        epochs=EPOCHS,
        batch_size=fit["batch_size"],
        validation_split=fit.get("validation_split"),
        class_weight=fit.get("class_weight"),
        sample_weight="sample_weight" if "sample_weight" in arrays else None,
        validation_data=["validation_x", "validation_y"] if "validation_x" in arrays else None,
        history=list(history),
        evaluated=list(evaluated),
        predictions="predictions",
    )


def _initial(name: str, shape) -> np.ndarray:
    if "moving_variance" in name or "gamma" in name:
        return np.ones(shape)
    return normal(f"initial/{name}", *shape, scale=0.4)


def layer(class_name: str, name: str, **config) -> dict:
    return {"class_name": class_name, "name": name, "config": config}


ADAM = ("Adam", {"learning_rate": 0.01})
SGD = ("SGD", {"learning_rate": 0.1, "momentum": 0.9, "nesterov": True})

labels = numbers("labels").integers(0, 3, 50)
features = np.round(normal("features", 50, 6) + 1.5 * np.eye(3, 6)[labels], 3)
images = np.round(normal("images", 22, 8, 8, 1), 2)
images[np.arange(22), 2 + labels[:22], 2 + labels[:22], 0] += 3
one_hot = np.eye(3)[labels]
binary = (labels > 0).astype(float)[:, None]
eighths = numbers("sample weights").integers(0, 17, 50) / 8  # exact in float32 as well

MLP = [
    layer("Dense", "hidden", units=8, activation="relu"),
    layer("Dense", "output", units=3, activation="softmax"),
]
CNN = [
    layer("Conv2D", "convolution", filters=4, kernel_size=3, activation="relu"),
    layer("MaxPooling2D", "pooling", pool_size=2),
    layer("Flatten", "flatten"),
    layer("Dense", "output", units=3, activation="softmax"),
]
SPARSE, CATEGORICAL = "sparse_categorical_crossentropy", "categorical_crossentropy"


def mlp(name: str, optimizer=ADAM, layers=MLP, **fit) -> None:
    fit = {"batch_size": 16} | fit
    case(name, [6], layers, SPARSE, optimizer, features, labels, fit)


mlp("mlp-adam")
mlp("mlp-sgd", optimizer=SGD)
mlp("mlp-rmsprop", optimizer=("RMSprop", {"learning_rate": 0.01}))
mlp("mlp-adagrad", optimizer=("Adagrad", {"learning_rate": 0.1}))
mlp("mlp-adamw", optimizer=("AdamW", {"learning_rate": 0.01, "weight_decay": 0.1}))
mlp("mlp-default-batch", batch_size=32)
mlp("mlp-sample-weight", sample_weight=eighths)
mlp("mlp-class-weight", class_weight={"0": 0.5, "1": 2.0, "2": 1.25})
mlp("mlp-validation-split", validation_split=0.2)
mlp("mlp-validation-split-uneven", optimizer=SGD, validation_split=0.33, sample_weight=eighths)
mlp("mlp-validation-data", validation_data=(features[:7] * 0.5, labels[:7]))
mlp(
    "mlp-regularized",
    layers=[
        layer("Dense", "hidden", units=8, activation="tanh", kernel_regularizer="l2"),
        layer("Dense", "output", units=3, activation="softmax", bias_regularizer="l1"),
    ],
    validation_split=0.2,
)
mlp(
    "mlp-normalized",
    layers=[
        layer("Dense", "hidden", units=8, use_bias=False),
        layer("BatchNormalization", "batch_normalization", momentum=0.9),
        layer("Activation", "activation", activation="relu"),
        layer("LayerNormalization", "layer_normalization"),
        layer("Dense", "output", units=3, activation="softmax"),
    ],
    validation_split=0.2,
)
case("mlp-categorical", [6], MLP, CATEGORICAL, ADAM, features, one_hot, {"batch_size": 16})
case(
    "mlp-regression",
    [6],
    [layer("Dense", "hidden", units=8, activation="tanh"), layer("Dense", "output", units=1)],
    "mean_squared_error",
    SGD[:1] + ({"learning_rate": 0.05},),
    features,
    np.round(features.sum(1, keepdims=True), 3),
    {"batch_size": 16},
    metrics=(),
)
case(
    "mlp-binary",
    [6],
    [
        layer("Dense", "hidden", units=5, activation="relu"),
        layer("Dense", "output", units=1, activation="sigmoid"),
    ],
    "binary_crossentropy",
    ADAM,
    features,
    binary,
    {"batch_size": 16, "validation_split": 0.2},
)
case("cnn-adam", [8, 8, 1], CNN, SPARSE, ADAM, images, labels[:22], {"batch_size": 8})
case("cnn-sgd", [8, 8, 1], CNN, CATEGORICAL, SGD, images, one_hot[:22], {"batch_size": 8})
case(
    "cnn-validation-class-weight",
    [8, 8, 1],
    CNN,
    SPARSE,
    ADAM,
    images,
    labels[:22],
    {"batch_size": 8, "validation_split": 0.25, "class_weight": {"0": 0.5, "1": 2.0, "2": 1.0}},
)
family.write()
