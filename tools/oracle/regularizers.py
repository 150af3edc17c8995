# SPDX-License-Identifier: Apache-2.0
"""Writes regularizers.safetensors: Keras' weight penalties and their gradients, in float64."""

from fixture import Family, normal
from float64 import check_precision

import jax
import jax.numpy as jnp
import keras
import numpy as np

family = Family("regularizers")


def case(name: str, class_name: str, x: np.ndarray, **config) -> None:
    regularizer = getattr(keras.regularizers, class_name)(**config)
    check_precision(name, jax.grad(regularizer), jnp.asarray(x))
    result, gradient = jax.value_and_grad(regularizer)(jnp.asarray(x))
    family.add(
        name,
        {"x": x, "result": result, "grad_x": gradient},
        class_name=class_name,
        config=config,
        operands=["x"],
        result="result",
        gradients={"x": "grad_x"},
    )


kernel = normal("kernel", 3, 4)
kernel[0, 0] = 0  # the slope of |x| at 0 is taken as 0
case("l1", "L1", kernel)
case("l1-strong", "L1", kernel, l1=0.25)
case("l2", "L2", kernel)
case("l2-strong", "L2", normal("filters", 2, 2, 3, 4), l2=0.25)
case("l1l2", "L1L2", kernel, l1=0.01, l2=0.02)
case("l1l2-only-l1", "L1L2", kernel, l1=0.03)
case("l1l2-only-l2", "L1L2", kernel, l2=0.03)
case("l1l2-nothing", "L1L2", kernel)
family.write()
