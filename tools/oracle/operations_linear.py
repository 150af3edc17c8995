# SPDX-License-Identifier: Apache-2.0
"""Matrix products, convolutions and pooling."""

import itertools

from fixture import normal
from operation_case import case

import jax
import jax.numpy as jnp
from jax import lax

MATMULS = {
    "plain": ([3, 4], [4, 5]),
    "batch": ([2, 3, 4], [2, 4, 5]),
    "broadcast": ([2, 1, 3, 4], [3, 4, 5]),
    "shared-right": ([2, 3, 4], [4, 5]),
    "shared-left": ([3, 4], [2, 4, 5]),
    "dot": ([4], [4]),
    "matrix-vector": ([3, 4], [4]),
    "vector-matrix": ([4], [4, 5]),
    "batch-vector": ([2, 3, 4], [4]),
    "vector-batch": ([4], [2, 4, 5]),
}


def matmuls() -> None:
    for label, (left, right) in MATMULS.items():
        name = f"matmul-{label}"
        operands = {"x": normal(name + "/x", *left), "y": normal(name + "/y", *right)}
        case(name, "matmul", jnp.matmul, operands)


# (label, input, filters, strides, padding, dilation, groups)
CONVOLUTIONS = [
    ("conv1d-valid", [2, 8, 3], [3, 3, 4], [1], "valid", [1], 1),
    ("conv1d-same", [2, 8, 3], [4, 3, 4], [1], "same", [1], 1),
    ("conv1d-same-stride", [2, 9, 2], [3, 2, 3], [2], "same", [1], 1),
    ("conv1d-dilated", [1, 10, 2], [3, 2, 3], [1], "valid", [2], 1),
    ("conv1d-explicit", [2, 7, 2], [3, 2, 3], [2], [[2, 0]], [1], 1),
    ("conv1d-groups", [2, 6, 4], [3, 2, 6], [1], "same", [1], 2),
    ("conv2d-valid", [2, 6, 5, 3], [3, 2, 3, 4], [1, 1], "valid", [1, 1], 1),
    ("conv2d-same", [2, 5, 6, 2], [3, 3, 2, 3], [1, 1], "same", [1, 1], 1),
    ("conv2d-same-even", [1, 5, 5, 2], [2, 4, 2, 3], [1, 1], "same", [1, 1], 1),
    ("conv2d-stride", [1, 7, 8, 2], [3, 3, 2, 3], [2, 3], "valid", [1, 1], 1),
    ("conv2d-same-stride", [1, 6, 7, 2], [3, 3, 2, 3], [2, 2], "same", [1, 1], 1),
    ("conv2d-stride-wider-than-filter", [1, 8, 8, 2], [2, 2, 2, 3], [3, 3], "valid", [1, 1], 1),
    ("conv2d-dilated", [1, 8, 9, 2], [3, 2, 2, 3], [1, 1], "valid", [2, 3], 1),
    ("conv2d-same-dilated", [1, 7, 7, 2], [3, 3, 2, 3], [1, 1], "same", [2, 2], 1),
    ("conv2d-explicit", [2, 5, 5, 2], [3, 3, 2, 3], [1, 1], [[1, 2], [0, 3]], [1, 1], 1),
    ("conv2d-explicit-all", [1, 7, 7, 2], [2, 3, 2, 3], [2, 1], [[0, 1], [2, 1]], [2, 2], 1),
    ("conv2d-groups", [2, 5, 5, 4], [3, 3, 2, 6], [1, 1], "valid", [1, 1], 2),
    ("conv2d-groups-same-stride", [1, 6, 6, 6], [3, 3, 2, 3], [2, 2], "same", [1, 1], 3),
    ("conv2d-depthwise", [1, 5, 5, 3], [3, 3, 1, 6], [1, 1], "same", [1, 1], 3),
    ("conv2d-pointwise", [2, 4, 4, 3], [1, 1, 3, 5], [1, 1], "valid", [1, 1], 1),
]


def convolutions() -> None:
    for name, input_, filters, strides, padding, dilation, groups in CONVOLUTIONS:
        spatial = "W" if len(strides) == 1 else "HW"
        numbers = (f"N{spatial}C", f"{spatial}IO", f"N{spatial}C")

        def convolve(x, filters):
            return lax.conv_general_dilated(
                x,
                filters,
                strides,
                padding.upper() if isinstance(padding, str) else padding,
                rhs_dilation=dilation,
                dimension_numbers=numbers,
                feature_group_count=groups,
            )

        case(
            name,
            "conv1d" if len(strides) == 1 else "conv2d",
            convolve,
            {"x": normal(name + "/x", *input_), "filters": normal(name + "/filters", *filters)},
            strides=strides,
            padding=padding,
            dilation=dilation,
            groups=groups,
        )


POOLS_1D = [([2], [2], 8), ([3], [2], 9), ([2], [3], 8)]
POOLS_2D = [([2, 2], [2, 2], [6, 7]), ([3, 2], [2, 1], [7, 5]), ([3, 3], [1, 1], [4, 5])]


def pools() -> None:
    for padding, (size, strides, length) in itertools.product(("valid", "same"), POOLS_1D):
        _pool("1d", size, strides, [2, length, 3], padding)
    for padding, (size, strides, lengths) in itertools.product(("valid", "same"), POOLS_2D):
        _pool("2d", size, strides, [2, *lengths, 2], padding)


def _pool(rank: str, size: list, strides: list, shape: list, padding: str) -> None:
    window, steps = (1, *size, 1), (1, *strides, 1)

    def total(x):
        return lax.reduce_window(x, 0.0, lax.add, window, steps, padding.upper())

    def greatest(x):
        return lax.reduce_window(x, -jnp.inf, lax.max, window, steps, padding.upper())

    def average(x):  # padding does not count
        return total(x) / total(jnp.ones_like(x))

    label = "x".join(map(str, size)) + "-by-" + "x".join(map(str, strides)) + "-" + padding
    for op, function in ((f"max_pool{rank}", greatest), (f"average_pool{rank}", average)):
        name = f"{op}-{label}"
        operands = {"x": normal(name, *shape)}
        case(name, op, function, operands, size=size, strides=strides, padding=padding)


def record() -> None:
    matmuls()
    convolutions()
    pools()
