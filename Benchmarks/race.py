#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Races martlet-bench against Python peers, older binaries and itself: alternating runs, medians, ratios.

  (cd Benchmarks && swift build -c release)
  python3 Benchmarks/race.py --workload mlp784,cnn2 --peer path/to/peer.py --against jax-scan,torch
  python3 Benchmarks/race.py --workload mlp784 --against-binary path/to/older/martlet-bench
  python3 Benchmarks/race.py --workload mlp784,cnn2 --busy --against-threads 1    # beside a spinning process
  python3 Benchmarks/race.py --workload vgg --threads 1 --against-provider builtin

peer.py prints the same JSON line as martlet-bench. A run that ended badly, ran on another engine or had another number of
parameters ends the race with exit code 1. A round during which other processes used more than a fifth of a core is run
again, and marked if it does not get better. All results are kept in Benchmarks/results/; Benchmarks/table.py makes a table
of them.
"""
import argparse
import datetime
import json
import os
import sys

from racing import machine, summary
from racing.busy import Busy
from racing.contestant import HERE, Failure, contestants
from racing.rounds import race


def words(text):
    return [word for word in text.split(",") if word]


def parse():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--workload", required=True, type=words, help="one or more, separated by commas")
    parser.add_argument("--peer", help="the script that runs a framework")
    parser.add_argument("--against", type=words, default=[], help="frameworks or binaries, separated by commas")
    parser.add_argument("--against-binary", action="append", default=[], metavar="BINARY",
                        help="another martlet-bench, an older one for example")
    parser.add_argument("--against-threads", type=words, default=[], help="martlet with other numbers of threads")
    parser.add_argument("--against-provider", type=words, default=[], help="martlet with other kernels: builtin")
    parser.add_argument("--provider", default="available", choices=["available", "onednn", "builtin"])
    parser.add_argument("--engine", default="oneDNN", help="what martlet's engine must be; !NAME: must not be")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--busy", action="store_true", help="with a process that spins on one processor")
    parser.add_argument("--foreign-limit", type=float, default=0.2, help="cores that others may use in a run")
    parser.add_argument("--tries", type=int, default=3, help="how often a disturbed round is run")
    parser.add_argument("--name", help="of the file of results; default: the time")
    options = parser.parse_args()
    if options.rounds < 1 or options.tries < 1:
        parser.error("--rounds and --tries must be at least 1")
    return options


def keep(options, started, races):
    """Writes the raw results, without paths of this machine."""
    folder = os.path.join(HERE, "results")
    os.makedirs(folder, exist_ok=True)
    shown = {key: value for key, value in vars(options).items() if key not in ("peer", "name")}
    shown["against_binary"] = [os.path.basename(path) for path in options.against_binary]
    shown["against"] = [os.path.basename(name) for name in options.against]
    record = {
        "date": started.isoformat(timespec="seconds"), "commit": machine.commit(HERE),
        "machine": machine.description(), "options": shown, "races": races,
    }
    path = os.path.join(folder, f"{options.name or started.strftime('%Y-%m-%d-%H%M%S')}.json")
    with open(path, "w") as file:
        json.dump(record, file, indent=1)
        file.write("\n")
    return path


def main():
    options = parse()
    started = datetime.datetime.now(datetime.timezone.utc)
    races = {}
    try:
        field = contestants(options)
        with Busy(options.busy):
            for workload in options.workload:
                races[workload] = race(field, workload, options)
                print(summary.text(workload, summary.summarize(races[workload])), flush=True)
                path = keep(options, started, races)
    except Failure as failure:
        sys.exit(f"race: {failure}")
    print(f"raw results: {os.path.relpath(path)}")


main()
