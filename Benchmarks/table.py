#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The table of the README, in Markdown, from files that race.py keeps.

  python3 Benchmarks/table.py Benchmarks/results/NAME.json [more.json]
"""
import json
import sys

from racing import summary

NETWORKS = {
    "mlp784": "784-128-10, batch 32", "mlp64x2": "784-64-64-10, batch 32",
    "tiny": "10-10-1 on 100 samples, batch 32", "cnn2": "32-pool-64-pool-64-10, batch 32",
    "cnn1": "32-pool-128-10, batch 128",
    "vgg": "32-32-pool-64-64-pool-256-10 with normalisation, batch 64",
    "wide": "1024-2048-2048-100, batch 64", "odd": "100-77-33-7, batch 50",
    "predict1-mlp784": "one sample of mlp784", "predict1-cnn2": "one sample of cnn2",
    "predict-bulk": "1,000 samples of cnn2",
}
PEERS = {
    "torch": "PyTorch", "torchcpu": "PyTorch", "jax": "JAX", "mlx": "MLX", "onnxruntime": "ONNX Runtime",
    "keras-jax": "Keras/JAX", "keras-torch": "Keras/PyTorch", "keras-tf": "Keras/TF",
}


def title(name):
    """`torch-compile-malloc` is PyTorch in one of its ways."""
    best = max((key for key in PEERS if name.startswith(key)), key=len, default=None)
    return PEERS.get(best, name)


def significant(value, digits=3):
    if value == 0:
        return "0"
    magnitude = len(str(int(abs(value))))
    return f"{round(value, digits - magnitude):,.0f}" if magnitude >= digits else f"{value:.{digits - magnitude}f}"


def amount(line):
    """Samples per second, or the microseconds of a call."""
    return f"{significant(line['p50_us'])} µs" if line["p50_us"] is not None else significant(line["median"])


def row(workload, runs, is_busy=False):
    lines = summary.summarize(runs)
    others = [line for line in lines[1:] if line["name"] != "keras-tf"]
    keras = next((line for line in lines if line["name"] == "keras-tf"), None)
    best = max(others, key=lambda line: line["median"], default=None)
    cells = [f"`{workload}`: {NETWORKS.get(workload, '')}".rstrip(": "), amount(lines[0])]
    for line, name in ((best, None), (keras, "")):
        if line is None:
            cells += ["", ""]
            continue
        prefix = title(line["name"]) + " " if name is None else ""
        cells += [prefix + amount(line), significant(line["ratio"])]
    if is_busy:
        cells[0] += ", beside a spinning process"
    if lines[0]["disturbed"]:
        cells[0] += f" (disturbed: {lines[0]['disturbed']} of {lines[0]['rounds']} rounds)"
    return "| " + " | ".join(cells) + " |"


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    print("| network | Martlet | best of the others | ratio | Keras/TF | ratio |")
    print("|---|---:|---:|---:|---:|---:|")
    for path in sys.argv[1:]:
        with open(path) as file:
            record = json.load(file)
        for workload, runs in record["races"].items():
            print(row(workload, runs, record["options"]["busy"]))


if __name__ == "__main__":
    main()
