#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The peer of the workloads handwritten-eager and handwritten-eager-1024: PyTorch, operation by operation.

  python3 Benchmarks/peers/handwritten.py --framework torch --workload handwritten-eager --seconds 3 --threads 2

It prints the same JSON line as martlet-bench, so race.py takes it: --peer Benchmarks/peers/handwritten.py --against torch.
"""
import argparse
import json
import statistics
import time

import torch

WIDTHS = {"handwritten-eager": 128, "handwritten-eager-1024": 1024}
BATCH, BATCHES = 32, 200


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--framework", choices=["torch"], default="torch")
    parser.add_argument("--workload", choices=sorted(WIDTHS), required=True)
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--threads", type=int, default=2)
    return parser.parse_args()


def network(width):
    shapes = [(784, width), (width,), (width, 10), (10,)]
    return [(torch.randn(shape) * (0.05 if len(shape) == 2 else 0)).requires_grad_() for shape in shapes]


def step(parameters, x, labels):
    """One step of gradient descent, written as one would without a module or an optimizer."""
    hidden = torch.relu(torch.addmm(parameters[1], x, parameters[0]))
    loss = torch.nn.functional.cross_entropy(torch.addmm(parameters[3], hidden, parameters[2]), labels)
    slopes = torch.autograd.grad(loss, parameters)
    with torch.no_grad():
        for parameter, slope in zip(parameters, slopes):
            parameter.sub_(slope, alpha=0.1)
    return loss


def main():
    options = parse()
    torch.set_num_threads(options.threads)
    torch.manual_seed(0)
    torch.set_flush_denormal(True)
    batches = [(torch.rand(BATCH, 784), torch.randint(0, 10, (BATCH,))) for _ in range(BATCHES)]
    parameters = network(WIDTHS[options.workload])
    begin, laps = None, []
    while len(laps) < 4 or time.perf_counter() - begin < options.seconds:
        start = time.perf_counter()
        begin = begin or start
        for x, labels in batches:
            step(parameters, x, labels)
        laps.append(time.perf_counter() - start)
    laps = laps[1:]  # the first is for warming up
    print(json.dumps({
        "framework": options.framework, "version": torch.__version__, "workload": options.workload,
        "threads": options.threads, "params": sum(parameter.numel() for parameter in parameters),
        "samples_per_s": round(BATCH * BATCHES / statistics.mean(laps), 1),
        "step_ms_median": round(statistics.median(laps) / BATCHES * 1e3, 5),
        "steps_per_epoch": BATCHES, "epochs": len(laps)}))


if __name__ == "__main__":
    main()
