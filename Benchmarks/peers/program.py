# SPDX-License-Identifier: Apache-2.0
"""What the peers of single programs have in common: words, an allocator that keeps its memory, and time."""
import argparse
import json
import os
import statistics
import sys
import time

KEPT = {"MALLOC_MMAP_MAX_": "0", "MALLOC_TRIM_THRESHOLD_": "8000000000", "MALLOC_TOP_PAD_": "134217728"}


def keep_memory():
    """Starts the script again with an allocator that keeps its memory; to be called before PyTorch is imported."""
    if any(os.environ.get(name) != value for name, value in KEPT.items()):
        os.execve(sys.executable, [sys.executable] + sys.argv, dict(os.environ, **KEPT))


def parser(workload):
    """The words that all programs know."""
    result = argparse.ArgumentParser()
    result.add_argument("--framework", choices=["torch"], default="torch")
    result.add_argument("--workload", choices=[workload], default=workload)
    result.add_argument("--threads", type=int, default=2)
    result.add_argument("--seconds", type=float, default=3)
    return result


def report(options, torch, step):
    """Runs a step again and again, and prints the line that martlet-bench program prints."""
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
        "framework": "torch", "workload": options.workload, "threads": options.threads,
        "samples_per_s": options.batch / median, "step_ms_median": median * 1e3,
        "step_ms_best": min(times) * 1e3, "version": torch.__version__,
    }))
