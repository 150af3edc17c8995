#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""PyTorch's attention, forward and backward: one JSON line, as martlet-bench program --workload attention prints it.

    python attention.py [--positions 1024] [--causal] [--seconds 3]

It starts itself again with an allocator that keeps its memory, without which PyTorch takes longer.
"""
import program

program.keep_memory()
import torch

parser = program.parser("attention")
parser.add_argument("--positions", type=int, default=1024)
parser.add_argument("--batch", type=int, default=12)
parser.add_argument("--heads", type=int, default=4)
parser.add_argument("--width", type=int, default=32)
parser.add_argument("--causal", action="store_true")
options = parser.parse_args()

torch.set_num_threads(options.threads)
torch.manual_seed(0)
shape = (options.batch, options.heads, options.positions, options.width)
operands = [torch.randn(shape, requires_grad=True) for _ in range(3)]
seed = torch.randn(shape)


def step():
    for operand in operands:
        operand.grad = None
    result = torch.nn.functional.scaled_dot_product_attention(*operands, is_causal=options.causal)
    result.backward(seed)


program.report(options, torch, step)
