# SPDX-License-Identifier: Apache-2.0
"""Loops and branches: values and gradients of jax.lax.scan, while_loop, cond and switch.

The functions have their twins, of the same names, in Tests/MartletTensorTests/Regions.
"""

from fixture import Family, normal

import jax
import jax.numpy as jnp

family = Family("regions")


def rnn(x, w, u, h):
    def step(h, x):
        h = jnp.tanh(x @ w + h @ u)
        return h, h

    return jax.lax.scan(step, h, x)


def lstm(x, w, u, b, h, c):
    def step(carried, x):
        h, c = carried
        i, f, g, o = jnp.split(x @ w + h @ u + b, 4, axis=-1)
        c = jax.nn.sigmoid(f) * c + jax.nn.sigmoid(i) * jnp.tanh(g)
        h = jax.nn.sigmoid(o) * jnp.tanh(c)
        return (h, c), h

    (h, c), states = jax.lax.scan(step, (h, c), x)
    return h, c, states


def reversed_scan(x, a):
    def step(sum, x):
        sum = jnp.sin(sum * a) + x
        return sum, sum * x

    return jax.lax.scan(step, jnp.zeros_like(a), x, reverse=True)


def nested(x, a):
    def outer(h, rows):
        def inner(h, row):
            h = jax.lax.cond(row.sum() > 0, lambda: jnp.tanh(h * row), lambda: h - row * a)
            return h, h

        return jax.lax.scan(inner, h, rows)

    return jax.lax.scan(outer, a, x)


def newton(a):
    def goes_on(state):
        return (jnp.abs(state[0] * state[0] - a) > 1e-12) & (state[1] < 50)

    return jax.lax.while_loop(
        goes_on, lambda s: ((s[0] + a / s[0]) / 2, s[1] + 1), (a, jnp.array(0.0)))


def switch(x, y, index):
    return jax.lax.switch(
        index, [lambda x, y: x * y, lambda x, y: jnp.sin(x) + y, lambda x, y: x / (1 + y * y)], x, y)


def cond(x, y, chosen):
    return jax.lax.cond(chosen, lambda x, y: (x * y, x), lambda x, y: (jnp.exp(-x * x), y), x, y)


def attention(query, key, value):
    scores = query @ jnp.swapaxes(key, -1, -2) / jnp.sqrt(query.shape[-1])
    return jax.nn.softmax(scores, axis=-1) @ value


def case(name, function, operands, constants=(), differentiates=True):
    operands = [jnp.asarray(value) for value in operands]
    results = jax.tree.leaves(function(*operands, *constants))
    tensors = {f"operand{i}": value for i, value in enumerate(operands)}
    tensors |= {f"constant{i}": jnp.asarray(value) for i, value in enumerate(constants)}
    tensors |= {f"result{i}": value for i, value in enumerate(results)}
    if differentiates:
        cotangents = [normal(f"{name}{i}", *value.shape) for i, value in enumerate(results)]

        def loss(*operands):
            values = jax.tree.leaves(function(*operands, *constants))
            return sum((value * weight).sum() for value, weight in zip(values, cotangents))

        gradients = jax.grad(loss, argnums=tuple(range(len(operands))))(*operands)
        tensors |= {f"cotangent{i}": value for i, value in enumerate(cotangents)}
        tensors |= {f"gradient{i}": value for i, value in enumerate(gradients)}
    family.add(
        name, tensors, function=function.__name__, operands=len(operands),
        constants=len(constants), results=len(results), differentiates=differentiates)


def draw(name, *shapes, scale=1.0):
    return [normal(f"{name}/{i}", *shape, scale=scale) for i, shape in enumerate(shapes)]


case("rnn", rnn, draw("rnn", (6, 2, 3), (3, 4), (4, 4), (2, 4), scale=0.7))
case("lstm", lstm, draw("lstm", (7, 2, 3), (3, 16), (4, 16), (16,), (2, 4), (2, 4), scale=0.7))
case("reversed", reversed_scan, draw("reversed", (5, 3), (3,)))
case("nested", nested, draw("nested", (3, 4, 2), (2,)))
case("no-steps", rnn, draw("no-steps", (0, 2, 3), (3, 4), (4, 4), (2, 4)))
case("newton", newton, [jnp.array(2.0)], differentiates=False)
for index in range(-1, 4):
    case(f"switch{index}", switch, draw("switch", (2, 3), (3,)), [jnp.array(index)])
for chosen in (True, False):
    case(f"cond-{chosen}".lower(), cond, draw("cond", (2, 3), (2, 3)), [jnp.array(chosen)])
case("attention", attention, draw("attention", (2, 2, 3, 4), (2, 2, 5, 4), (2, 2, 5, 6)))
family.write()
