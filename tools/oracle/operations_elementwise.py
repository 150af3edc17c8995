# SPDX-License-Identifier: Apache-2.0
"""Operations that work on each element by itself, and the softmax family."""

from fixture import normal, uniform
from operation_case import case

import jax
import jax.numpy as jnp
import numpy as np

BROADCASTS = {
    "same": ([3, 4], [3, 4]),
    "row": ([2, 3, 4], [4]),
    "outer": ([3, 1], [1, 5]),
    "inner": ([2, 1, 4], [3, 1]),
    "scalar": ([2, 3], []),
    "empty": ([0, 3], [3]),
}

BINARY = {
    "add": jnp.add,
    "subtract": jnp.subtract,
    "multiply": jnp.multiply,
    "divide": jnp.divide,
    "maximum": jnp.maximum,
    "minimum": jnp.minimum,
}


def binary() -> None:
    for op, function in BINARY.items():
        for broadcast, (left, right) in BROADCASTS.items():
            name = f"{op}-{broadcast}"
            operands = {"x": normal(name + "/x", *left), "y": normal(name + "/y", *right)}
            case(name, op, function, operands)
    for op in ("maximum", "minimum"):  # equal operands share the gradient
        x, y = np.array([1.0, 2.0, -3.0, 0.0]), np.array([1.0, 3.0, -3.0, -1.0])
        case(f"{op}-ties", op, BINARY[op], {"x": x, "y": y})
    for broadcast in ("same", "outer", "scalar"):
        left, right = BROADCASTS[broadcast]
        name = f"power-{broadcast}"
        x, y = uniform(name + "/x", *left, low=0.2, high=3.0), normal(name + "/y", *right)
        case(name, "power", jnp.power, {"x": x, "y": y})
        name = f"remainder-{broadcast}"
        x, y = normal(name + "/x", *left, scale=4.0), normal(name + "/y", *right)
        case(name, "remainder", jnp.remainder, {"x": x, "y": y})


UNARY = {  # op: (function, low, high)
    "negate": (jnp.negative, -3, 3),
    "abs": (jnp.abs, -3, 3),
    "sign": (jnp.sign, -3, 3),
    "exp": (jnp.exp, -3, 3),
    "expm1": (jnp.expm1, -3, 3),
    "log": (jnp.log, 0.05, 5),
    "log1p": (jnp.log1p, -0.9, 5),
    "sqrt": (jnp.sqrt, 0.05, 5),
    "rsqrt": (jax.lax.rsqrt, 0.05, 5),
    "sin": (jnp.sin, -7, 7),
    "cos": (jnp.cos, -7, 7),
    "tanh": (jnp.tanh, -4, 4),
    "sigmoid": (jax.nn.sigmoid, -6, 6),
    "erf": (jax.scipy.special.erf, -3, 3),
    "floor": (jnp.floor, -4, 4),
    "ceil": (jnp.ceil, -4, 4),
    "round": (jnp.round, -4, 4),
    "relu": (jax.nn.relu, -3, 3),
    "softplus": (jax.nn.softplus, -6, 6),
    "silu": (jax.nn.silu, -6, 6),
}


def unary() -> None:
    for op, (function, low, high) in UNARY.items():
        case(op, op, function, {"x": uniform(op, 3, 5, low=low, high=high)})
    halves = np.arange(-7, 8) / 2  # halves go to the even neighbour
    case("round-halves", "round", jnp.round, {"x": halves})
    case("relu-zero", "relu", jax.nn.relu, {"x": np.array([-1.0, 0.0, 1.0])})
    case("abs-zero", "abs", jnp.abs, {"x": np.array([-1.0, 0.0, 1.0])})
    tiny = np.array([1e-12, -1e-12, 1e-5, -1e-5])  # 1 + x loses these
    case("expm1-tiny", "expm1", jnp.expm1, {"x": tiny})
    case("log1p-tiny", "log1p", jnp.log1p, {"x": tiny})
    large = np.array([-800.0, -40.0, 40.0, 800.0])  # exp(x) overflows
    for op in ("sigmoid", "softplus", "tanh", "silu"):
        case(f"{op}-large", op, UNARY[op][0], {"x": large})


def activations() -> None:
    x = uniform("activations", 3, 5, low=-4, high=4)
    for slope in (0.01, 0.2, 0.3):
        case(
            f"leaky_relu-{slope}",
            "leaky_relu",
            lambda x, slope=slope: jax.nn.leaky_relu(x, slope),
            {"x": x},
            slope=slope,
        )
    for alpha in (1.0, 0.5):
        elu = lambda x, alpha=alpha: jax.nn.elu(x, alpha)
        case(f"elu-{alpha}", "elu", elu, {"x": x}, alpha=alpha)
    for approximate in (False, True):
        case(
            "gelu-tanh" if approximate else "gelu-exact",
            "gelu",
            lambda x, approximate=approximate: jax.nn.gelu(x, approximate=approximate),
            {"x": x},
            approximate=approximate,
        )


def softmaxes() -> None:
    functions = {"softmax": jax.nn.softmax, "log_softmax": jax.nn.log_softmax}
    for op, function in functions.items():
        for axis in (-1, 1, 0):
            name = f"{op}-axis{axis}"
            x = normal(name, 2, 3, 4, scale=2)
            case(name, op, lambda x, axis=axis, f=function: f(x, axis), {"x": x}, axis=axis)
        large = np.array([[1000.0, 999.0, -1000.0], [-2000.0, -2001.0, -2000.5]])
        case(f"{op}-large", op, lambda x, f=function: f(x, -1), {"x": large}, axis=-1)
    for label, axes, keep in (("all", None, False), ("last", [-1], True), ("two", [0, 2], False)):
        name = f"logsumexp-{label}"
        case(
            name,
            "logsumexp",
            lambda x, axes=axes, keep=keep: jax.scipy.special.logsumexp(
                x, None if axes is None else tuple(axes), keepdims=keep
            ),
            {"x": normal(name, 2, 3, 4, scale=2)},
            axes=axes,
            keepdims=keep,
        )


def selections() -> None:
    x = uniform("clip", 4, 5, low=-3, high=3)
    case("clip", "clip", lambda x: jnp.clip(x, -1, 1.5), {"x": x}, minimum=-1.0, maximum=1.5)
    for label, shapes in {"same": ([3, 4],) * 3, "broadcast": ([3, 1], [2, 3, 4], [4])}.items():
        name = f"where-{label}"
        condition = numbers_above_zero(name, *shapes[0])
        x, y = normal(name + "/x", *shapes[1]), normal(name + "/y", *shapes[2])
        case(name, "where", jnp.where, {"condition": condition, "x": x, "y": y})
    x, y = np.array([[1.0, 2.0, 3.0]]), np.array([[2.0], [1.0]])
    for op in ("less", "less_equal", "greater", "greater_equal", "equal", "not_equal"):
        case(op, op, getattr(jnp, op), {"x": x, "y": y})


def numbers_above_zero(name: str, *shape: int) -> np.ndarray:
    return normal(name + "/condition", *shape) > 0


def record() -> None:
    binary()
    unary()
    activations()
    softmaxes()
    selections()
