#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""PyTorch's fused LSTM, forward and backward: one JSON line, as martlet-bench --workload lstm-scan prints it.

    python lstm.py [--steps 200] [--threads 2] [--seconds 3]

It starts itself again with an allocator that keeps its memory, without which PyTorch takes up to a third longer.
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
parser.add_argument("--workload", choices=["lstm-scan"], default="lstm-scan")
parser.add_argument("--steps", type=int, default=200)
parser.add_argument("--batch", type=int, default=32)
parser.add_argument("--inputs", type=int, default=128)
parser.add_argument("--units", type=int, default=128)
parser.add_argument("--threads", type=int, default=2)
parser.add_argument("--seconds", type=float, default=3)
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
    "framework": "torch", "workload": "lstm-scan", "threads": options.threads,
    "samples_per_s": options.batch / median, "step_ms_median": median * 1e3,
    "step_ms_best": min(times) * 1e3, "version": torch.__version__,
}))
