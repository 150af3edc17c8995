# SPDX-License-Identifier: Apache-2.0
"""A process that spins on one processor, as a neighbour would."""
import multiprocessing
import os


def spin(processor):
    if processor is not None:
        os.sched_setaffinity(0, {processor})
    parent = os.getppid()
    while True:
        for _ in range(10_000_000):
            pass
        if os.getppid() != parent:  # the race was killed
            os._exit(0)


class Busy:
    """Keeps one processor busy inside a `with`, if asked to."""

    def __init__(self, wanted):
        self.process = None
        if wanted:
            # Python peers of one thread pin themselves to the last processor.
            first = min(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else None
            self.process = multiprocessing.Process(target=spin, args=(first,), daemon=True)

    def __enter__(self):
        if self.process:
            self.process.start()
        return self

    def __exit__(self, *_):
        if self.process:
            self.process.terminate()
            self.process.join()
