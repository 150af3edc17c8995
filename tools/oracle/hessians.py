# SPDX-License-Identifier: Apache-2.0
"""Writes hessians.safetensors: value, gradient and Hessian · vector of scalar expressions, by JAX.

The vector has a part for every operand `x`, `vector_x`; `hvp_x` is
∂/∂x Σ ⟨∂f/∂operand, vector_operand⟩ over all the operands.
"""

from fixture import Family, normal, uniform

import jax
import jax.numpy as jnp
from jax import lax

family = Family("hessians")


def case(name: str, expression: str, function, operands: dict) -> None:
    arrays = {what: jnp.asarray(value) for what, value in operands.items()}
    # JAX sorts the keys of a dictionary.
    of_all = lambda values: function(*(values[what] for what in operands))
    gradient = jax.grad(of_all)
    vectors = {
        what: jnp.asarray(normal(f"{name}/vector_{what}", *array.shape))
        for what, array in arrays.items()
    }
    gradients, products = jax.jvp(gradient, (arrays,), (vectors,))
    tensors = dict(operands) | {"result": of_all(arrays)}
    for what in operands:
        tensors[f"grad_{what}"] = gradients[what]
        tensors[f"vector_{what}"] = vectors[what]
        tensors[f"hvp_{what}"] = products[what]
    family.add(
        name,
        tensors,
        expression=expression,
        operands=list(operands),
        result="result",
        gradients={what: f"grad_{what}" for what in operands},
        vectors={what: f"vector_{what}" for what in operands},
        hessian_vector_products={what: f"hvp_{what}" for what in operands},
    )


def convolve(x, filters):
    return lax.conv_general_dilated(
        x, filters, [1, 1], "SAME", dimension_numbers=("NHWC", "HWIO", "NHWC")
    )


def max_pool(x):
    return lax.reduce_window(x, -jnp.inf, lax.max, (1, 2, 2, 1), (1, 2, 2, 1), "VALID")


def normalize(x):
    mean = x.mean(-1, keepdims=True)
    return (x - mean) * lax.rsqrt(x.var(-1, keepdims=True) + 1e-3)


x, w = normal("x", 4, 3), normal("w", 3, 5)
image, filters = normal("image", 2, 4, 4, 2), normal("filters", 3, 3, 2, 3)

case("tanh-cubed", "sum(tanh(x) ** 3)", lambda x: jnp.sum(jnp.tanh(x) ** 3), {"x": x})
case(
    "log-sigmoid",
    "sum(log(sigmoid(x @ w)))",
    lambda x, w: jnp.sum(jnp.log(jax.nn.sigmoid(x @ w))),
    {"x": x, "w": w},
)
case(
    "conv2d-squared",
    "sum(conv2d(x, filters, padding=same) ** 2)",
    lambda x, filters: jnp.sum(convolve(x, filters) ** 2),
    {"x": image, "filters": filters},
)
case(
    "conv2d-tanh-max-pool",
    "sum(max_pool2d(tanh(conv2d(x, filters, padding=same)), size=2) ** 2)",
    lambda x, filters: jnp.sum(max_pool(jnp.tanh(convolve(x, filters))) ** 2),
    {"x": image, "filters": filters},
)
case(
    "log-softmax",
    "-mean(log_softmax(x @ w)[:, 1])",
    lambda x, w: -jnp.mean(jax.nn.log_softmax(x @ w, -1)[:, 1]),
    {"x": x, "w": w},
)
case(
    "softmax-squared",
    "sum(softmax(x) ** 2)",
    lambda x: jnp.sum(jax.nn.softmax(x, -1) ** 2),
    {"x": x},
)
case(
    "gelu",
    "sum(gelu(x @ w) ** 2)",
    lambda x, w: jnp.sum(jax.nn.gelu(x @ w, approximate=False) ** 2),
    {"x": x, "w": w},
)
case(
    "layer-normalization",
    "sum(((x - mean(x)) * rsqrt(var(x) + 0.001)) ** 3), mean and var over the last axis",
    lambda x: jnp.sum(normalize(x) ** 3),
    {"x": normal("normalized", 3, 5)},
)
case(
    "quotient",
    "sum(x / (1 + y ** 2)), y broadcast",
    lambda x, y: jnp.sum(x / (1 + y**2)),
    {"x": x, "y": normal("y", 3)},
)
case(
    "power",
    "sum(x ** y)",
    lambda x, y: jnp.sum(x**y),
    {"x": uniform("base", 3, 2, low=0.5, high=2), "y": normal("exponent", 3, 2)},
)
case(
    "cumsum-squared",
    "sum(cumsum(x, axis=1) ** 3)",
    lambda x: jnp.sum(jnp.cumsum(x, 1) ** 3),
    {"x": x},
)
case(
    "take-squared",
    "sum(x[[0, 2, 2]] ** 3)",
    lambda x: jnp.sum(x[jnp.array([0, 2, 2])] ** 3),
    {"x": x},
)
case(
    "logsumexp",
    "logsumexp(x) over all elements",
    lambda x: jax.scipy.special.logsumexp(x),
    {"x": x},
)
family.write()
