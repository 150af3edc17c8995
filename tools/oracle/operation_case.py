# SPDX-License-Identifier: Apache-2.0
"""One operation, run forward and backward by JAX in float64."""

from fixture import Family, normal

import jax
import jax.numpy as jnp
import numpy as np

family = Family("operations")


def case(name: str, op: str, function, operands: dict, **attributes) -> None:
    """Records `function(*operands)` and, where it is of floats, the gradient of a random cotangent.

    A function may return a pair: the second part is recorded as `indices`.
    """
    arrays = {what: jnp.asarray(value) for what, value in operands.items()}
    output = function(*arrays.values())
    result, indices = output if isinstance(output, tuple) else (output, None)
    tensors = dict(operands) | {"result": result}
    if indices is not None:
        tensors["indices"] = indices

    floats = [what for what, value in arrays.items() if value.dtype == jnp.float64]
    differentiable = result.dtype == jnp.float64 and bool(floats)
    gradients = {}
    if differentiable:
        cotangent = normal(name + "/cotangent", *result.shape)
        tensors["cotangent"] = cotangent
        for what, gradient in _gradients(function, arrays, floats, cotangent).items():
            gradients[what] = f"grad_{what}"
            tensors[f"grad_{what}"] = gradient

    extra = {} if indices is None else {"indices": "indices"}
    family.add(
        name,
        tensors,
        op=op,
        attributes=attributes,
        operands=list(operands),
        result="result",
        **extra,
        cotangent="cotangent" if differentiable else None,
        gradients=gradients,
    )


def _gradients(function, arrays: dict, floats: list, cotangent) -> dict:
    def of_floats(values: dict):
        output = function(*(arrays | values).values())
        return output[0] if isinstance(output, tuple) else output

    _, pullback = jax.vjp(of_floats, {what: arrays[what] for what in floats})
    (gradients,) = pullback(jnp.asarray(cotangent))
    for what, gradient in gradients.items():
        assert np.isfinite(gradient).all(), (what, gradient)
    return gradients
