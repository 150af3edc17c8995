# SPDX-License-Identifier: Apache-2.0
"""Who takes part in a race, and how one run of it is made and checked."""
import json
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
# Workloads that are single programs, not trainings: what their lines call them, and what is said of them besides.
PROGRAMS = {
    "lstm-scan": ("lstm-scan", []),
    "attention-64": ("attention", ["--positions", "64"]),
    "attention-1024": ("attention", ["--positions", "1024"]),
}
OWN_BINARY = os.path.join(HERE, ".build", "release", "martlet-bench")


class Failure(Exception):
    """A run that proves nothing: it ended badly, or measured something else."""


class Contestant:
    """A command that prints a line of JSON for a workload."""

    def __init__(self, name, command, engine=None, is_own=False):
        self.name = name
        self.command = command
        self.is_own = is_own
        self.engine = engine  # what the field `engine` must say: "oneDNN", "!oneDNN" or None

    def words(self, workload):
        """The command for a workload."""
        name, further = PROGRAMS.get(workload, (workload, []))
        command = list(self.command)
        if self.is_own and workload in PROGRAMS:
            command.insert(1, "program")
        return [*command, "--workload", name, *further]

    def run(self, workload, seconds):
        words = [*self.words(workload), "--seconds", str(seconds)]
        done = subprocess.run(words, capture_output=True, text=True, env=environment())
        lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
        if done.returncode != 0 or not lines:
            raise Failure(
                f"{self.name} on {workload} ended with status {done.returncode}"
                f"{'' if lines else ' and printed no result'}:\n{done.stderr[-2000:]}")
        result = json.loads(lines[-1])
        self.check(result, PROGRAMS.get(workload, (workload, []))[0])
        if "foreign_load" in result:
            result["foreign_cpu"] = result.pop("foreign_load")
        return result

    def check(self, result, workload):
        if result.get("workload") != workload or not result.get("samples_per_s", 0) > 0:
            raise Failure(f"{self.name} measured {result.get('workload')}, not {workload}: {result}")
        if self.engine is None:
            return
        found, wanted = result.get("engine", ""), self.engine.lstrip("!")
        if (wanted.lower() in found.lower()) == self.engine.startswith("!"):
            raise Failure(f"{self.name} ran on the engine '{found}', expected '{self.engine}'")


def environment():
    """The variables of a run: the project's oneDNN, wherever the binary lies."""
    variables = dict(os.environ)
    folder = os.path.join(os.path.dirname(HERE), ".deps", "onednn", "lib")
    if not variables.get("MARTLET_ONEDNN") and os.path.isdir(folder):
        variables["MARTLET_ONEDNN"] = folder
    return variables


def own(options, name="martlet", binary=OWN_BINARY, threads=None, provider=None):
    """martlet-bench, this one or another."""
    if not os.access(binary, os.X_OK):
        raise Failure(f"{binary} is not there: (cd Benchmarks && swift build -c release)")
    command = [binary, "--threads", str(threads or options.threads)]
    provider = provider or options.provider
    if provider != "available":  # an older binary does not know the option
        command += ["--provider", provider]
    return Contestant(name, command, "!oneDNN" if provider == "builtin" else options.engine, is_own=True)


def contestants(options):
    """Martlet first, then all that it races against."""
    result = [own(options)]
    for threads in options.against_threads:
        result.append(own(options, f"martlet-{threads}-threads", threads=threads))
    for provider in options.against_provider:
        result.append(own(options, f"martlet-{provider}", provider=provider))
    for index, binary in enumerate(options.against_binary):
        suffix = f"-{index + 1}" if index else ""
        result.append(own(options, f"other-binary{suffix}", binary=os.path.abspath(binary)))
    for framework in options.against:
        if os.sep in framework:
            result.append(own(options, "other-binary", binary=os.path.abspath(framework)))
            continue
        if not options.peer:
            raise Failure(f"--against {framework} needs --peer path/to/peer.py")
        command = [sys.executable, options.peer, "--framework", framework, "--threads", str(options.threads)]
        if options.busy:
            command += ["--max-foreign", "2"]  # the spinning process is meant to be there
        result.append(Contestant(framework, command))
    names = [contestant.name for contestant in result]
    if len(set(names)) < len(names):
        raise Failure(f"two contestants have the same name: {', '.join(names)}")
    return result
