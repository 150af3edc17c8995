# SPDX-License-Identifier: Apache-2.0
"""Attention by PyTorch: scaled_dot_product_attention and its gradients, in float64."""

from fixture import Family, normal, numbers

import torch

family = Family("attention")


def case(name: str, sizes, mask=None, causal=False, scale=None) -> None:
    """Sizes: leading axes, positions, sources, width, width of the values."""
    *leading, positions, sources, width, value_width = sizes
    shapes = {
        "query": (*leading, positions, width),
        "key": (*leading, sources, width),
        "value": (*leading, sources, value_width),
    }
    operands = {
        what: torch.tensor(normal(f"{name}/{what}", *shape), requires_grad=True)
        for what, shape in shapes.items()
    }
    cotangent = torch.tensor(normal(f"{name}/cotangent", *leading, positions, value_width))
    result = torch.nn.functional.scaled_dot_product_attention(
        *operands.values(), attn_mask=mask, is_causal=causal, scale=scale)
    gradients = torch.autograd.grad(result, list(operands.values()), cotangent)
    tensors = {what: value.detach() for what, value in operands.items()}
    tensors |= {"cotangent": cotangent, "result": result.detach()}
    tensors |= {f"grad_{what}": value for what, value in zip(operands, gradients)}
    if mask is not None:
        tensors["mask"] = mask
    family.add(
        name, {what: value.numpy() for what, value in tensors.items()},
        operands=list(operands), mask=None if mask is None else "mask", causal=causal, scale=scale,
        cotangent="cotangent", result="result",
        gradients={what: f"grad_{what}" for what in operands})


def truths(name: str, *shape: int) -> torch.Tensor:
    """About two thirds of them true, and some in each row."""
    values = numbers(name).random(shape) < 0.66
    values[..., 0] = True
    return torch.tensor(values)


case("plain", (2, 3, 5, 7, 4, 6))
case("no-leading-axes", (4, 4, 8, 8))
case("scaled", (2, 9, 3, 5, 5), scale=-0.3)
case("causal", (2, 2, 17, 17, 8, 8), causal=True)
case("causal-few-sources", (2, 19, 6, 4, 3), causal=True)
case("causal-many-sources", (2, 6, 19, 4, 3), causal=True)
case("truths", (2, 2, 11, 13, 4, 4), mask=truths("truths", 2, 1, 11, 13))
case("padding", (3, 2, 5, 12, 4, 4), mask=truths("padding", 3, 1, 1, 12))
case("numbers", (2, 2, 7, 9, 4, 4), mask=torch.tensor(normal("numbers", 2, 7, 9)))
case("several-blocks", (1, 130, 300, 4, 5))
case("several-causal-blocks", (1, 300, 300, 3, 3), causal=True)
family.write()
