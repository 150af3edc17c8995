#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Tests of the race itself, with contestants of a few lines: python3 Benchmarks/test_race.py"""
import json
import sys
import types
import unittest

from racing.contestant import Contestant, Failure
from racing.rounds import race
from racing.summary import summarize
import table


def options(**changes):
    values = dict(rounds=3, tries=3, seconds=0.1, busy=False, foreign_limit=0.2)
    return types.SimpleNamespace(**{**values, **changes})


class Scripted(Contestant):
    """Gives results from a list, one a run."""

    def __init__(self, name, results, log):
        super().__init__(name, [], None)
        self.results, self.log = list(results), log

    def run(self, workload, seconds):
        self.log.append(self.name)
        return {"workload": workload, "samples_per_s": 1, "params": 5, "foreign_cpu": 0, **self.results.pop(0)}


def printing(result, status=0, engine=None):
    code = f"import sys; print({json.dumps(json.dumps(result))}); sys.exit({status})"
    return Contestant("printing", [sys.executable, "-c", code], engine)


class RoundsTests(unittest.TestCase):
    def test_the_order_alternates(self):
        log = []
        race([Scripted("a", [{}] * 3, log), Scripted("b", [{}] * 3, log)], "tiny", options())
        self.assertEqual(log, ["a", "b", "b", "a", "a", "b"])

    def test_a_disturbed_round_is_repeated_and_only_the_last_try_counts(self):
        log = []
        a = Scripted("a", [{"samples_per_s": 10, "foreign_cpu": 0.5}, {"samples_per_s": 4}], log)
        b = Scripted("b", [{"samples_per_s": 1}, {"samples_per_s": 2}], log)
        runs = race([a, b], "tiny", options(rounds=1))
        self.assertEqual(len(runs), 4)
        self.assertEqual([line["ratio"] for line in summarize(runs, "a")], [1, 2])
        self.assertEqual(summarize(runs, "a")[0]["disturbed"], 0)

    def test_a_round_that_stays_disturbed_is_marked(self):
        runs = race([Scripted("a", [{"foreign_cpu": 1}] * 3, [])], "tiny", options(rounds=1))
        self.assertEqual([run["counts"] for run in runs], [False, False, True])
        self.assertEqual(summarize(runs, "a")[0]["disturbed"], 1)

    def test_beside_a_spinning_process_one_core_is_expected(self):
        for others, marked in ((1.0, 0), (0.1, 1), (1.5, 1)):
            runs = race([Scripted("a", [{"foreign_cpu": others}], [])], "tiny",
                        options(rounds=1, tries=1, busy=True))
            self.assertEqual(summarize(runs, "a")[0]["disturbed"], marked)

    def test_other_numbers_of_parameters_end_the_race(self):
        field = [Scripted("a", [{}], []), Scripted("b", [{"params": 6}], [])]
        with self.assertRaisesRegex(Failure, "parameters"):
            race(field, "tiny", options(rounds=1))


class ContestantTests(unittest.TestCase):
    good = {"workload": "tiny", "samples_per_s": 3, "engine": "oneDNN 3.2.0, 2 threads"}

    def test_a_good_run_gives_its_result(self):
        self.assertEqual(printing(self.good, engine="oneDNN").run("tiny", 1), self.good)

    def test_a_program_has_words_of_its_own(self):
        own = Contestant("martlet", ["bench", "--threads", "2"], is_own=True)
        self.assertEqual(own.words("attention-64"), [
            "bench", "program", "--threads", "2", "--workload", "attention", "--positions", "64"])
        self.assertEqual(own.words("cnn2"), ["bench", "--threads", "2", "--workload", "cnn2"])
        peer = Contestant("torch", ["python", "peer.py"])
        self.assertEqual(peer.words("lstm-scan"), ["python", "peer.py", "--workload", "lstm-scan"])

    def test_an_exit_status_counts_even_with_a_result(self):
        with self.assertRaisesRegex(Failure, "status 3"):
            printing(self.good, status=3).run("tiny", 1)

    def test_another_engine_ends_the_race(self):
        for engine, result in (("!oneDNN", self.good), ("oneDNN", {**self.good, "engine": "reference"})):
            with self.assertRaisesRegex(Failure, "engine"):
                printing(result, engine=engine).run("tiny", 1)

    def test_another_workload_ends_the_race(self):
        with self.assertRaisesRegex(Failure, "cnn2"):
            printing(self.good).run("cnn2", 1)


class TableTests(unittest.TestCase):
    def test_a_row_has_the_best_peer_and_keras(self):
        log = []
        field = [Scripted("martlet", [{"samples_per_s": 520_123}], log),
                 Scripted("jax-scan", [{"samples_per_s": 400_000}], log),
                 Scripted("torch", [{"samples_per_s": 100_000}], log),
                 Scripted("keras-tf", [{"samples_per_s": 26_000}], log)]
        row = table.row("mlp784", race(field, "mlp784", options(rounds=1)))
        self.assertEqual(
            row, "| `mlp784`: 784-128-10, batch 32 | 520,000 | JAX 400,000 | 1.30 | 26,000 | 20.0 |")


if __name__ == "__main__":
    unittest.main()
