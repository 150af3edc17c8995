# SPDX-License-Identifier: Apache-2.0
"""Reductions, orderings and operations that move elements."""

from fixture import normal, numbers
from operation_case import case

import jax
import jax.numpy as jnp
import numpy as np

REDUCTIONS = {
    "sum": jnp.sum,
    "mean": jnp.mean,
    "max": jnp.max,
    "min": jnp.min,
    "prod": jnp.prod,
    "var": jnp.var,
}
AXES = {
    "all": (None, False),
    "last": ([-1], True),
    "outer": ([0, 2], False),
    "middle": ([1], False),
}


def reductions() -> None:
    for op, function in REDUCTIONS.items():
        for label, (axes, keep) in AXES.items():
            name = f"{op}-{label}"
            axis = None if axes is None else tuple(axes)
            case(
                name,
                op,
                lambda x, f=function, axis=axis, keep=keep: f(x, axis=axis, keepdims=keep),
                {"x": normal(name, 2, 3, 4)},
                axes=axes,
                keepdims=keep,
            )
    ties = np.array([[1.0, 3.0, 3.0], [2.0, 2.0, 2.0]])  # equal extrema share the gradient
    for op in ("max", "min"):
        f = REDUCTIONS[op]
        case(f"{op}-ties", op, lambda x, f=f: f(x, axis=-1), {"x": ties}, axes=[-1], keepdims=False)
    with_zeros = np.array([[2.0, 0.0, 3.0], [0.0, 0.0, 4.0]])
    product = lambda x: jnp.prod(x, axis=-1)
    case("prod-zeros", "prod", product, {"x": with_zeros}, axes=[-1], keepdims=False)


def orderings() -> None:
    for axis, reverse in ((0, False), (1, True), (-1, False)):
        name = f"cumsum-axis{axis}" + ("-reverse" if reverse else "")
        function = lambda x, axis=axis, reverse=reverse: jax.lax.cumsum(x, axis % 3, reverse)
        case(name, "cumsum", function, {"x": normal(name, 2, 3, 4)}, axis=axis, reverse=reverse)
    for axis, descending in ((-1, False), (0, True)):
        label = f"axis{axis}" + ("-descending" if descending else "")
        x, options = normal("sort" + label, 4, 5), {"axis": axis, "descending": descending}
        case(f"sort-{label}", "sort", lambda x, o=options: jnp.sort(x, **o), {"x": x}, **options)
        argsort = lambda x, o=options: jnp.argsort(x, stable=True, **o)
        case(f"argsort-{label}", "argsort", argsort, {"x": x}, **options)
        ties = np.array([[1.0, 0.0, 1.0, 0.0, 1.0]] * 2 + [[0.0, 1.0, 1.0, 0.0, 0.0]])
        case(f"argsort-{label}-ties", "argsort", argsort, {"x": ties}, **options)
    top_k = lambda x: tuple(jax.lax.top_k(x, 3))
    case("top_k", "top_k", top_k, {"x": normal("top_k", 2, 3, 6)}, k=3)
    ties = np.array([[2.0, 5.0, 5.0, 1.0, 5.0]])
    case("top_k-ties", "top_k", top_k, {"x": ties}, k=3)
    for op in ("argmax", "argmin"):
        function = getattr(jnp, op)
        for axis in (-1, 0):
            name = f"{op}-axis{axis}"
            f = lambda x, axis=axis, function=function: function(x, axis)
            case(name, op, f, {"x": normal(name, 3, 4)}, axis=axis)
        case(f"{op}-ties", op, lambda x, f=function: f(x, -1), {"x": ties}, axis=-1)


def gathers() -> None:
    indices = np.array([[2, 0], [2, 3]])  # a repeated index adds its gradients
    for axis in (0, 1, -1):
        name = f"take-axis{axis}"
        f = lambda x, indices, axis=axis: jnp.take(x, indices, axis)
        case(name, "take", f, {"x": normal(name, 4, 4, 5), "indices": indices}, axis=axis)
    for axis in (0, -1):
        name = f"take_along_axis-axis{axis}"
        f = lambda x, indices, axis=axis: jnp.take_along_axis(x, indices, axis)
        indices = numbers(name).integers(0, 4, (4, 4))
        case(name, "take_along_axis", f, {"x": normal(name, 4, 4), "indices": indices}, axis=axis)
    one_hot = lambda indices: jax.nn.one_hot(indices, 4, dtype=jnp.float64)
    case("one_hot", "one_hot", one_hot, {"indices": np.array([[0, 3], [2, 2]])}, classes=4)
    outside = np.array([-1, 1, 4])  # rows of zeros
    case("one_hot-outside", "one_hot", one_hot, {"indices": outside}, classes=4)


def movements() -> None:
    for axis, shapes in ((0, ([2, 3], [1, 3], [4, 3])), (-1, ([2, 3, 1], [2, 3, 2], [2, 3, 3]))):
        name = f"concatenate-axis{axis}"
        operands = {w: normal(f"{name}/{w}", *s) for w, s in zip("xyz", shapes)}
        f = lambda *parts, axis=axis: jnp.concatenate(parts, axis)
        case(name, "concatenate", f, operands, axis=axis)
        name = f"stack-axis{axis}"
        f = lambda *parts, axis=axis: jnp.stack(parts, axis)
        case(name, "stack", f, {w: normal(f"{name}/{w}", 2, 3) for w in "xy"}, axis=axis)
    slices()
    pad = lambda x: jnp.pad(x, [(1, 2), (0, 3)], constant_values=0.5)
    case("pad", "pad", pad, {"x": normal("pad", 2, 3)}, low=[1, 0], high=[2, 3], value=0.5)
    for permutation in ([2, 0, 1], [1, 0, 2], None):
        name = "transpose-" + ("all" if permutation is None else "".join(map(str, permutation)))
        f = lambda x, p=permutation: jnp.transpose(x, p)
        case(name, "transpose", f, {"x": normal(name, 2, 3, 4)}, permutation=permutation)
    x = normal("reshape", 2, 3, 4)
    case("reshape", "reshape", lambda x: x.reshape(4, 6), {"x": x}, shape=[4, 6])
    x = normal("broadcast_to", 3, 1)
    broadcast = lambda x: jnp.broadcast_to(x, (2, 3, 4))
    case("broadcast_to", "broadcast_to", broadcast, {"x": x}, shape=[2, 3, 4])
    x = normal("reverse", 2, 3, 4)
    case("reverse", "reverse", lambda x: jnp.flip(x, (0, 2)), {"x": x}, axes=[0, 2])


def slices() -> None:
    """Python's `start:stop:step` for each axis; a missing bound is null."""
    table = {
        "plain": ([1, 0], [4, 3], [1, 1]),
        "strided": ([0, 1], [5, 6], [2, 3]),
        "negative-bounds": ([-3, None], [-1, -2], [1, 2]),
        "backwards": ([None, 4], [None, 0], [-1, -2]),
        "empty": ([2, 0], [2, 6], [1, 1]),
    }
    for label, (starts, stops, strides) in table.items():
        index = tuple(slice(*bounds) for bounds in zip(starts, stops, strides))
        operands = {"x": normal(f"slice-{label}", 5, 6)}
        f = lambda x, index=index: x[index]
        case(f"slice-{label}", "slice", f, operands, starts=starts, stops=stops, strides=strides)


def record() -> None:
    reductions()
    orderings()
    gathers()
    movements()
