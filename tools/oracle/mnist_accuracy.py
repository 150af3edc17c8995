# SPDX-License-Identifier: Apache-2.0
"""Trains the four programs of the introductory texts with Keras on MNIST and prints a JSON line.

    python mnist_accuracy.py PROGRAM SEED --data FOLDER [--backend jax|tensorflow|torch]

FOLDER holds the four IDX files, gzipped. Pixels are divided by 255; the test accuracy is that of
the weights after the last epoch, on the 10,000 test images.
"""

import argparse
import gzip
import json
import os
import time
from pathlib import Path

parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
parser.add_argument("program", choices=["a", "b", "c", "d"])
parser.add_argument("seed", type=int)
parser.add_argument("--data", required=True, type=Path)
parser.add_argument("--backend", default="jax")
arguments = parser.parse_args()
os.environ["KERAS_BACKEND"] = arguments.backend
os.environ.setdefault("JAX_PLATFORMS", "cpu")

import keras
import numpy as np
from keras import layers


def idx(name: str) -> np.ndarray:
    data = gzip.decompress((arguments.data / f"{name}.gz").read_bytes())
    rank = data[3]
    shape = np.frombuffer(data, ">u4", rank, 4)
    return np.frombuffer(data, np.uint8, offset=4 + 4 * rank).reshape(shape)


def images(name: str) -> np.ndarray:
    pixels = idx(name).astype(np.float32) / 255
    return pixels.reshape(-1, 784) if arguments.program in "ab" else pixels[..., None]


def head(units: int) -> list:
    hidden = layers.Dense(units, activation="relu")
    return [layers.Flatten(), hidden, layers.Dense(10, activation="softmax")]


def filters(count: int) -> list:
    return [layers.Conv2D(count, 3, activation="relu"), layers.MaxPooling2D()]


def program_layers() -> list:
    return {
        "a": lambda: [keras.Input((784,)), *head(128)[1:]],
        "b": lambda: [keras.Input((784,)), layers.Dense(64, activation="relu"), *head(64)[1:]],
        "c": lambda: [keras.Input((28, 28, 1)), *filters(32), *filters(64), *head(64)],
        "d": lambda: [keras.Input((28, 28, 1)), *filters(32), *head(128)],
    }[arguments.program]()


FIT = {  # epochs, batch size, validation split
    "a": (10, 32, 0.2),
    "b": (5, 32, 0),
    "c": (5, 32, 0),
    "d": (10, 128, 0),
}
epochs, batch_size, split = FIT[arguments.program]
one_hot = arguments.program == "d"
x, y = images("train-images-idx3-ubyte"), idx("train-labels-idx1-ubyte").astype(np.int32)
test_x, test_y = images("t10k-images-idx3-ubyte"), idx("t10k-labels-idx1-ubyte").astype(np.int32)
keras.utils.set_random_seed(arguments.seed)
rows = np.random.default_rng(arguments.seed).permutation(len(x))  # a random 80/20 split
if one_hot:
    y, test_y = np.eye(10, dtype=np.float32)[y], np.eye(10, dtype=np.float32)[test_y]
model = keras.Sequential(program_layers())
kind = "categorical" if one_hot else "sparse_categorical"
model.compile(optimizer="adam", loss=f"{kind}_crossentropy", metrics=["accuracy"])
start = time.perf_counter()
history = model.fit(
    x[rows], y[rows], epochs=epochs, batch_size=batch_size, validation_split=split, verbose=0
).history
seconds = time.perf_counter() - start
loss, accuracy = model.evaluate(test_x, test_y, verbose=0)
result = {"program": arguments.program, "seed": arguments.seed, "backend": arguments.backend}
result |= {"test_loss": round(loss, 5), "test_accuracy": round(accuracy, 5)}
result |= {key: round(values[-1], 5) for key, values in history.items()}
print(json.dumps(result | {"fit_seconds": round(seconds, 1)}), flush=True)
