#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""PyTorch's attention, forward and backward: one JSON line, as martlet-bench program --workload attention prints it.

    python attention.py [--positions 1024] [--causal] [--seconds 3]

It starts itself again with an allocator that keeps its memory, without which PyTorch takes longer.
"""
import argparse
import json
import os
import statistics
import sys
import time

KEPT = {"MALLOC_MMAP_MAX_": "0", "MALLOC_TRIM_THRESHOLD_": "8000000000", "MALLOC_TOP_PAD_": "134217728"}
if any(os.environ.get(name) != value for name, value in KEPT.items()):
    os.execve(sys.executable, [sys.executable] + sys.argv, dict(os.environ, **KEPT))

import torch

parser = argparse.ArgumentParser()
parser.add_argument("--framework", choices=["torch"], default="torch")
parser.add_argument("--workload", choices=["attention"], default="attention")
parser.add_argument("--positions", type=int, default=1024)
parser.add_argument("--batch", type=int, default=12)
parser.add_argument("--heads", type=int, default=4)
parser.add_argument("--width", type=int, default=32)
parser.add_argument("--causal", action="store_true")
parser.add_argument("--threads", type=int, default=2)
parser.add_argument("--seconds", type=float, default=3)
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


for _ in range(3):
    step()
times = []
end = time.perf_counter() + options.seconds
while time.perf_counter() < end or len(times) < 5:
    start = time.perf_counter()
    step()
    times.append(time.perf_counter() - start)
median = statistics.median(times)
print(json.dumps({
    "framework": "torch", "workload": "attention", "threads": options.threads,
    "samples_per_s": options.batch / median, "step_ms_median": median * 1e3,
    "step_ms_best": min(times) * 1e3, "version": torch.__version__,
}))
