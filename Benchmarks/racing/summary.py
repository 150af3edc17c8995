# SPDX-License-Identifier: Apache-2.0
"""Medians, ratios and ranges of a race."""
import statistics


def speeds(runs, contestant):
    """Samples per second by round, of the rounds that count."""
    return {run["round"]: run["result"]["samples_per_s"]
            for run in runs if run["counts"] and run["contestant"] == contestant}


def names(runs):
    return list(dict.fromkeys(run["contestant"] for run in sorted(runs, key=lambda run: run["place"])))


def summarize(runs, first="martlet"):
    """A line for each contestant, the first one first."""
    lines = []
    own = speeds(runs, first)
    for name in [first] + [name for name in names(runs) if name != first]:
        theirs = speeds(runs, name)
        if set(theirs) != set(own):
            raise ValueError(f"{name} did not run in every round")
        ratios = [own[number] / theirs[number] for number in own]
        results = [run["result"] for run in runs if run["counts"] and run["contestant"] == name]
        latencies = [result["p50_us"] for result in results if "p50_us" in result]
        lines.append({
            "name": name,
            "median": statistics.median(theirs.values()),
            "range": (min(theirs.values()), max(theirs.values())),
            "ratio": statistics.median(ratios),
            "ratio_range": (min(ratios), max(ratios)),
            "p50_us": statistics.median(latencies) if latencies else None,
            "version": next((result["version"] for result in results if "version" in result), None),
            "disturbed": len({run["round"] for run in runs if run["counts"] and run["disturbed"]}),
            "rounds": len(own),
        })
    return lines


def text(workload, lines):
    """The summary for people."""
    rows = []
    for line in lines:
        low, high = line["range"]
        latency = f"  p50 {line['p50_us']:8.1f} us" if line["p50_us"] is not None else ""
        rows.append(
            f"{workload:15} {line['name']:20} median {line['median']:12,.0f} samples/s "
            f"({low:,.0f} to {high:,.0f}){latency}  martlet is {line['ratio']:6.2f} x "
            f"({line['ratio_range'][0]:.2f} to {line['ratio_range'][1]:.2f})")
    if lines[0]["disturbed"]:
        rows.append(f"{workload:15} disturbed: {lines[0]['disturbed']} of {lines[0]['rounds']} rounds")
    return "\n".join(rows)
