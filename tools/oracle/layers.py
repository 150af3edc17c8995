# SPDX-License-Identifier: Apache-2.0
"""Writes layers.safetensors: Keras layers in float64, forward and backward."""

from fixture import Family, normal, uniform
from float64 import check_precision

import jax
import jax.numpy as jnp
import keras
import numpy as np

family = Family("layers")


def case(name: str, class_name: str, *shapes: list, training: bool = False, **config) -> None:
    """Records a layer on random inputs of `shapes` with random weights."""
    layer = getattr(keras.layers, class_name)(**config)
    names = ["x"] if len(shapes) == 1 else [f"x{index}" for index in range(len(shapes))]
    inputs = {what: normal(f"{name}/{what}", *shape) for what, shape in zip(names, shapes)}
    layer.build(shapes[0] if len(shapes) == 1 else list(shapes))
    weights = _weights(name, layer)
    trainable = {w.name: weights[w.name] for w in layer.trainable_variables}
    fixed = {w.name: weights[w.name] for w in layer.non_trainable_variables if w.name in weights}
    seeds = [v.value for v in layer.non_trainable_variables if v.name not in weights]

    def forward(inputs: dict, trainable: dict):
        arguments = [inputs[what] for what in names]
        output, updated = layer.stateless_call(
            [trainable[w.name] for w in layer.trainable_variables],
            list(fixed.values()) + seeds,
            arguments[0] if len(arguments) == 1 else arguments,
            **({"training": training} if layer._call_has_training_arg else {}),
        )
        return output, updated

    inputs_, trainable_ = jax.tree.map(jnp.asarray, (inputs, trainable))
    check_precision(name, forward, inputs_, trainable_)
    output, pullback, updated = jax.vjp(forward, inputs_, trainable_, has_aux=True)
    cotangent = normal(f"{name}/cotangent", *output.shape)
    input_gradients, weight_gradients = pullback(jnp.asarray(cotangent))

    tensors = inputs | weights | {"output": output, "cotangent": cotangent}
    tensors |= {f"grad_{what}": value for what, value in input_gradients.items()}
    tensors |= {f"grad_{what}": value for what, value in weight_gradients.items()}
    moved = dict(zip(fixed, updated)) if training else {}
    tensors |= {f"updated_{what}": value for what, value in moved.items()}
    for what, value in tensors.items():
        assert np.isfinite(value).all(), (name, what)
    family.add(
        name,
        tensors,
        class_name=class_name,
        config=config,
        inputs=names,
        weights=list(weights),
        training=training,
        output="output",
        cotangent="cotangent",
        input_gradients={what: f"grad_{what}" for what in names},
        weight_gradients={what: f"grad_{what}" for what in trainable},
        updated={what: f"updated_{what}" for what in moved},
    )


def _weights(name: str, layer) -> dict:
    """Random values for the layer's weights, in Keras' order; a variance is positive."""
    weights = {}
    for weight in layer.weights:
        draw = f"{name}/{weight.name}"
        if "variance" in weight.name:
            weights[weight.name] = uniform(draw, *weight.shape, low=0.5, high=2)
        else:
            weights[weight.name] = normal(draw, *weight.shape)
    return weights


ACTIVATIONS = [
    "relu", "leaky_relu", "elu", "sigmoid", "tanh", "softmax", "softplus", "gelu", "silu", "linear",
]  # fmt: skip


def dense() -> None:
    case("dense", "Dense", [4, 3], units=5)
    case("dense-no-bias", "Dense", [4, 3], units=5, use_bias=False)
    case("dense-rank-3", "Dense", [2, 4, 3], units=2, activation="tanh")
    case("dense-rank-4", "Dense", [2, 2, 2, 3], units=2, activation="softmax")
    case("dense-one-row", "Dense", [1, 6], units=1, activation="sigmoid")
    for activation in ACTIVATIONS:
        case(f"dense-{activation}", "Dense", [3, 4], units=4, activation=activation)


def convolutions() -> None:
    case("conv1d", "Conv1D", [2, 8, 3], filters=4, kernel_size=3)
    case("conv1d-same", "Conv1D", [2, 7, 2], filters=3, kernel_size=4, padding="same")
    case(
        "conv1d-strides", "Conv1D", [2, 9, 2],
        filters=3, kernel_size=3, strides=2, padding="same", activation="relu",
    )  # fmt: skip
    case("conv1d-dilated", "Conv1D", [2, 9, 2], filters=3, kernel_size=3, dilation_rate=2)
    case("conv1d-groups", "Conv1D", [2, 6, 4], filters=6, kernel_size=2, groups=2)
    case("conv1d-no-bias", "Conv1D", [2, 6, 2], filters=3, kernel_size=1, use_bias=False)
    image = [2, 6, 7, 2]
    case("conv2d", "Conv2D", image, filters=3, kernel_size=3)
    case("conv2d-relu", "Conv2D", image, filters=3, kernel_size=[3, 2], activation="relu")
    case("conv2d-same", "Conv2D", image, filters=3, kernel_size=3, padding="same")
    case("conv2d-strides", "Conv2D", image, filters=3, kernel_size=3, strides=[2, 3])
    case(
        "conv2d-same-strides", "Conv2D", image,
        filters=3, kernel_size=[2, 3], strides=2, padding="same", activation="silu",
    )  # fmt: skip
    case("conv2d-dilated", "Conv2D", image, filters=2, kernel_size=2, dilation_rate=[2, 3])
    case(
        "conv2d-same-dilated", "Conv2D", image,
        filters=2, kernel_size=3, dilation_rate=2, padding="same",
    )  # fmt: skip
    case("conv2d-groups", "Conv2D", [2, 5, 5, 4], filters=4, kernel_size=3, groups=2)
    case("conv2d-no-bias", "Conv2D", image, filters=3, kernel_size=1, use_bias=False)


def pooling() -> None:
    sequence, image = [2, 9, 3], [2, 7, 6, 2]
    case("max-pooling-1d-default", "MaxPooling1D", sequence)
    case("max-pooling-2d-default", "MaxPooling2D", image)
    for kind in ("Max", "Average"):
        label = f"{kind.lower()}-pooling"
        case(f"{label}-1d", f"{kind}Pooling1D", sequence, pool_size=2)
        case(f"{label}-1d-same", f"{kind}Pooling1D", sequence, pool_size=2, padding="same")
        case(
            f"{label}-1d-strides", f"{kind}Pooling1D", sequence,
            pool_size=3, strides=2, padding="same",
        )  # fmt: skip
        case(f"{label}-2d", f"{kind}Pooling2D", image, pool_size=2)
        case(f"{label}-2d-same", f"{kind}Pooling2D", image, pool_size=[2, 2], padding="same")
        case(f"{label}-2d-strides", f"{kind}Pooling2D", image, pool_size=[3, 2], strides=[2, 1])
        case(
            f"{label}-2d-same-strides", f"{kind}Pooling2D", image,
            pool_size=3, strides=2, padding="same",
        )  # fmt: skip
        for rank, shape in (("1D", sequence), ("2D", image)):
            name = f"global-{label}-{rank.lower()}"
            case(name, f"Global{kind}Pooling{rank}", shape)
            case(f"{name}-keepdims", f"Global{kind}Pooling{rank}", shape, keepdims=True)


def shapes() -> None:
    case("flatten", "Flatten", [2, 3, 4])
    case("flatten-flat", "Flatten", [2, 3])
    case("reshape", "Reshape", [2, 3, 4], target_shape=[6, 2])
    case("reshape-inferred", "Reshape", [2, 3, 4], target_shape=[-1, 3])


def activations() -> None:
    for activation in ACTIVATIONS:
        case(f"activation-{activation}", "Activation", [3, 5], activation=activation)
    case("relu", "ReLU", [3, 5])
    case("relu-capped", "ReLU", [3, 5], max_value=1.0)
    case("relu-all", "ReLU", [3, 5], max_value=1.5, negative_slope=0.1, threshold=0.25)
    case("leaky-relu", "LeakyReLU", [3, 5])
    case("leaky-relu-slope", "LeakyReLU", [3, 5], negative_slope=0.1)
    case("elu", "ELU", [3, 5])
    case("elu-alpha", "ELU", [3, 5], alpha=0.5)
    case("softmax", "Softmax", [3, 5])
    case("softmax-axis", "Softmax", [2, 3, 4], axis=1)


def normalizations() -> None:
    for training in (True, False):
        label = "batch-normalization" + ("-training" if training else "")
        case(label, "BatchNormalization", [6, 3], training=training)
        case(f"{label}-image", "BatchNormalization", [2, 3, 4, 2], training=training)
        case(
            f"{label}-options", "BatchNormalization", [5, 4],
            training=training, momentum=0.9, epsilon=1e-5, center=False,
        )  # fmt: skip
        case(f"{label}-no-scale", "BatchNormalization", [5, 4], training=training, scale=False)
        case(f"{label}-axis", "BatchNormalization", [3, 4, 2], training=training, axis=1)
    case("layer-normalization", "LayerNormalization", [3, 5])
    case("layer-normalization-rank-3", "LayerNormalization", [2, 3, 4])
    case("layer-normalization-axes", "LayerNormalization", [2, 3, 4], axis=[1, 2])
    case("layer-normalization-bare", "LayerNormalization", [3, 5], center=False, scale=False)
    case("layer-normalization-epsilon", "LayerNormalization", [3, 5], epsilon=1e-6, scale=False)


def merges() -> None:
    case("add", "Add", [2, 3], [2, 3])
    case("add-three", "Add", [2, 3, 2], [2, 3, 2], [2, 3, 2])
    case("add-broadcast", "Add", [2, 3, 4], [2, 1, 4])
    case("concatenate", "Concatenate", [2, 3], [2, 4])
    case("concatenate-axis", "Concatenate", [2, 3, 2], [2, 1, 2], [2, 2, 2], axis=1)
    case("dropout-inference", "Dropout", [3, 4], rate=0.5)
    case("dropout-rate-zero-training", "Dropout", [3, 4], rate=0.0, training=True)


dense()
convolutions()
pooling()
shapes()
activations()
normalizations()
merges()
family.write()
