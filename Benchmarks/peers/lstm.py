#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""PyTorch's fused LSTM, forward and backward: one JSON line, as martlet-bench --workload lstm-scan prints it.

    python lstm.py [--steps 200] [--threads 2] [--seconds 3]

It starts itself again with an allocator that keeps its memory, without which PyTorch takes up to a third longer.
"""
import program

program.keep_memory()
import torch

parser = program.parser("lstm-scan")
parser.add_argument("--steps", type=int, default=200)
parser.add_argument("--batch", type=int, default=32)
parser.add_argument("--inputs", type=int, default=128)
parser.add_argument("--units", type=int, default=128)
options = parser.parse_args()

torch.set_num_threads(options.threads)
torch.manual_seed(0)
layer = torch.nn.LSTM(options.inputs, options.units)
x = torch.randn(options.steps, options.batch, options.inputs, requires_grad=True)


def step():
    layer.zero_grad(set_to_none=True)
    x.grad = None
    states, _ = layer(x)
    states.square().mean().backward()


program.report(options, torch, step)
