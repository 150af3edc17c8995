#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Races martlet-bench against Python peers: alternating runs, medians, ratios.

  python3 Benchmarks/race.py --peer path/to/peer.py --workload mlp784 --against jax-scan,keras-tf [--rounds 5]

peer.py prints the same JSON line as martlet-bench. Build first: (cd Benchmarks && swift build -c release).
A run during which other processes used more than a fifth of a core is said, since it proves nothing.
"""
import argparse
import json
import os
import statistics
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))


def run(command):
    done = subprocess.run(command, capture_output=True, text=True)
    lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
    if not lines:
        sys.exit(f"{' '.join(command)} printed no result:\n{done.stderr[-2000:]}")
    return json.loads(lines[-1])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--peer", required=True)
    parser.add_argument("--workload", required=True)
    parser.add_argument("--against", required=True, help="frameworks, separated by commas")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", default="3")
    parser.add_argument("--threads", default="2")
    options = parser.parse_args()
    timing = ["--workload", options.workload, "--seconds", options.seconds, "--threads", options.threads]
    commands = {"martlet": [HERE + "/.build/release/martlet-bench", *timing]}
    for framework in options.against.split(","):
        commands[framework] = [sys.executable, options.peer, "--framework", framework, *timing]
    speeds = {name: [] for name in commands}
    for _ in range(options.rounds):
        for name, command in commands.items():
            result = run(command)
            speeds[name].append(result["samples_per_s"])
            if result.get("foreign_cpu", 0) > 0.2:
                print(f"  {name}: others used {result['foreign_cpu']} cores", file=sys.stderr)
    own = speeds["martlet"]
    for name, values in speeds.items():
        ratios = sorted(a / b for a, b in zip(own, values))
        print(
            f"{options.workload:8} {name:22} median {statistics.median(values):12,.0f} samples/s"
            f"   martlet is {statistics.median(ratios):5.2f} x ({ratios[0]:.2f} to {ratios[-1]:.2f})")


main()
