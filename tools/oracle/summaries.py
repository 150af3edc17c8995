# SPDX-License-Identifier: Apache-2.0
"""Writes summary-*.txt, what Keras' `summary()` prints, and layer-names.json."""

import os

os.environ["COLUMNS"] = "200"  # a narrow terminal would narrow the table

from fixture import FOLDER, write_json

import keras
from keras import layers


def mlp():
    return keras.Sequential(
        [
            keras.Input((784,)),
            layers.Dense(128, activation="relu"),
            layers.Dropout(0.2),
            layers.Dense(10, activation="softmax"),
        ]
    )


def cnn():
    return keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Conv2D(32, 3, activation="relu"),
            layers.MaxPooling2D(),
            layers.Conv2D(64, 3, use_bias=False),
            layers.BatchNormalization(),
            layers.Activation("relu"),
            layers.MaxPooling2D(),
            layers.Flatten(),
            layers.Dense(64, activation="relu"),
            layers.Dense(10, activation="softmax"),
        ]
    )


def sequence():
    return keras.Sequential(
        [
            keras.Input((100, 8)),
            layers.Conv1D(16, 5, padding="same"),
            layers.AveragePooling1D(4),
            layers.LayerNormalization(),
            layers.GlobalAveragePooling1D(),
            layers.Dense(1),
        ],
        name="a_model_of_sequences",
    )


def functional():
    left = keras.Input((10,), name="left")
    right = keras.Input((4,), name="right")
    wide = layers.Dense(8, activation="relu")(left)
    narrow = layers.Dense(8, activation="relu")(right)
    added = layers.Add()([wide, narrow])
    joined = layers.Concatenate()([added, right])
    score = layers.Dense(1, activation="sigmoid", name="score")(joined)
    return keras.Model([left, right], score)


def shared():
    """One layer called twice, and two outputs."""
    first, second = keras.Input((6,)), keras.Input((6,))
    tower = layers.Dense(4, name="tower")
    joined = layers.Concatenate()([tower(first), tower(second)])
    classes = layers.Dense(3, activation="softmax", name="classes")(joined)
    return keras.Model([first, second], [classes, layers.Dense(1, name="value")(joined)])


def frozen():
    model = mlp()
    model.layers[0].trainable = False
    return model


def compiled():
    """After training, a summary counts the optimizer's variables too."""
    model = mlp()
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
    model.optimizer.build(model.trainable_variables)
    return model


MODELS = [mlp, cnn, sequence, functional, shared, frozen, compiled]
NAMED = {
    "Dense": {"units": 2},
    "Conv1D": {"filters": 2, "kernel_size": 3},
    "Conv2D": {"filters": 2, "kernel_size": 3},
    "MaxPooling1D": {},
    "MaxPooling2D": {},
    "AveragePooling1D": {"pool_size": 2},
    "AveragePooling2D": {"pool_size": 2},
    "GlobalMaxPooling1D": {},
    "GlobalMaxPooling2D": {},
    "GlobalAveragePooling1D": {},
    "GlobalAveragePooling2D": {},
    "Flatten": {},
    "Reshape": {"target_shape": [2]},
    "Activation": {"activation": "relu"},
    "ReLU": {},
    "LeakyReLU": {},
    "ELU": {},
    "Softmax": {},
    "Dropout": {"rate": 0.5},
    "BatchNormalization": {},
    "LayerNormalization": {},
    "Add": {},
    "Concatenate": {},
    "InputLayer": {"shape": [2]},
}

FOLDER.mkdir(parents=True, exist_ok=True)
for make in MODELS:
    keras.backend.clear_session()
    parts = []
    make().summary(print_fn=parts.append)
    (FOLDER / f"summary-{make.__name__}.txt").write_text("".join(parts))
    print("".join(parts))

keras.backend.clear_session()
write_json(
    "layer-names",
    {
        class_name: [getattr(layers, class_name)(**given).name for _ in range(3)]
        for class_name, given in NAMED.items()
    }
    | {
        "Sequential": [keras.Sequential().name for _ in range(2)],
        "Model": [keras.Model(i, i).name for i in (keras.Input((1,)), keras.Input((1,)))],
    },
)
