# SPDX-License-Identifier: Apache-2.0
"""The rounds of a race: alternating order, repeated where something else disturbed them."""
import sys

from racing.contestant import Failure


def race(contestants, workload, options):
    """All runs, those of repeated rounds too, as a list of dictionaries."""
    runs = []
    for number in range(1, options.rounds + 1):
        for attempt in range(1, options.tries + 1):
            order = contestants if (number + attempt) % 2 == 0 else contestants[::-1]
            entries = [one(contestant, workload, options) for contestant in order]
            check_parameters(entries)
            disturbed = [entry["contestant"] for entry in entries if is_disturbed(entry, options)]
            is_last = not disturbed or attempt == options.tries
            for place, entry in enumerate(entries, 1):
                runs.append({"round": number, "attempt": attempt, "place": place, "counts": is_last,
                             "disturbed": bool(disturbed), **entry})
            if is_last:
                break
            print(f"  {workload}, round {number}: other processes disturbed {', '.join(disturbed)}: again",
                  file=sys.stderr)
        if disturbed:
            print(f"  {workload}, round {number}: still disturbed, and marked so", file=sys.stderr)
    return runs


def one(contestant, workload, options):
    return {"contestant": contestant.name, "result": contestant.run(workload, options.seconds)}


def is_disturbed(entry, options):
    """Others used more than they may, or the process that shall spin did not."""
    others = entry["result"].get("foreign_cpu", 0)
    if not options.busy:
        return others > options.foreign_limit
    return not 0.5 <= others <= 1 + options.foreign_limit


def check_parameters(entries):
    """A network of another size is another race."""
    counts = {entry["contestant"]: entry["result"]["params"] for entry in entries if "params" in entry["result"]}
    if len(set(counts.values())) > 1:
        raise Failure(f"the numbers of parameters differ: {counts}")
