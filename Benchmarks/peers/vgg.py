#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The peer of the workload vgg: PyTorch with its memory kept, in the faster of its two layouts.

  python3 Benchmarks/peers/vgg.py --framework torch-malloc --workload vgg --seconds 3 --threads 2

It prints the same JSON line as martlet-bench, so race.py takes it: --peer Benchmarks/peers/vgg.py --against torch-malloc.
"""
import argparse
import json
import statistics
import time

import program

BATCH, BATCHES = 64, 20


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--framework", choices=["torch-malloc", "torch-malloc-planes"], default="torch-malloc")
    parser.add_argument("--workload", choices=["vgg"], default="vgg")
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--threads", type=int, default=2)
    return parser.parse_args()


def network(torch):
    nn, layers, channels = torch.nn, [], 3
    for filters in (32, 64):
        for _ in range(2):
            layers += [nn.Conv2d(channels, filters, 3, padding=1), nn.ReLU(), nn.BatchNorm2d(filters, momentum=0.01)]
            channels = filters
        layers += [nn.MaxPool2d(2), nn.Dropout(0.25)]
    layers += [nn.Flatten(), nn.Linear(4096, 256), nn.ReLU(), nn.BatchNorm1d(256, momentum=0.01), nn.Dropout(0.5),
               nn.Linear(256, 10)]
    return nn.Sequential(*layers)


def main():
    options = parse()
    program.keep_memory()
    import torch

    torch.set_num_threads(options.threads)
    torch.manual_seed(0)
    torch.set_flush_denormal(True)
    layout = torch.contiguous_format if options.framework.endswith("planes") else torch.channels_last
    model = network(torch).to(memory_format=layout)
    optimizer = torch.optim.Adam(model.parameters(), fused=True)
    images = torch.rand(BATCH * BATCHES, 3, 32, 32).to(memory_format=layout)
    labels = torch.randint(0, 10, (BATCH * BATCHES,))
    begin, laps = None, []
    while len(laps) < 4 or time.perf_counter() - begin < options.seconds:
        start = time.perf_counter()
        begin = begin or start
        for batch in range(BATCHES):
            rows = slice(batch * BATCH, (batch + 1) * BATCH)
            optimizer.zero_grad(set_to_none=True)
            torch.nn.functional.cross_entropy(model(images[rows]), labels[rows]).backward()
            optimizer.step()
        laps.append(time.perf_counter() - start)
    laps = laps[1:]  # the first is for warming up
    parameters = sum(parameter.numel() for parameter in model.parameters())
    averages = sum(buffer.numel() for name, buffer in model.named_buffers() if "running" in name)
    print(json.dumps({
        "framework": options.framework, "version": torch.__version__, "workload": options.workload,
        "threads": options.threads, "params": parameters + averages,
        "samples_per_s": round(BATCH * BATCHES / statistics.mean(laps), 1),
        "step_ms_median": round(statistics.median(laps) / BATCHES * 1e3, 5),
        "steps_per_epoch": BATCHES, "epochs": len(laps)}))


if __name__ == "__main__":
    main()
