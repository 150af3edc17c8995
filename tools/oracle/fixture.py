# SPDX-License-Identifier: Apache-2.0
"""What every family shares: seeded numbers and the file that the Swift tests read."""

import json
import os
import zlib
from pathlib import Path

os.environ.setdefault("KERAS_BACKEND", "jax")
os.environ.setdefault("JAX_PLATFORMS", "cpu")
os.environ.setdefault("JAX_ENABLE_X64", "1")

import numpy as np
from safetensors.numpy import save_file

FOLDER = Path(__file__).resolve().parents[2] / "Tests" / "Fixtures"
SIZE_LIMIT = 600_000
DECIMALS = 3


def numbers(name: str) -> np.random.Generator:
    """A generator seeded by the case's name: a new case leaves the others as they are."""
    return np.random.default_rng(zlib.crc32(name.encode()))


def normal(name: str, *shape: int, scale: float = 1.0) -> np.ndarray:
    """Normal numbers rounded to a few decimals, none of them exactly zero."""
    values = np.round(numbers(name).standard_normal(shape) * scale, DECIMALS)
    return np.where(values == 0, 10.0**-DECIMALS, values)


def uniform(name: str, *shape: int, low: float, high: float) -> np.ndarray:
    """Evenly spread numbers, rounded to a few decimals."""
    return np.round(numbers(name).uniform(low, high, shape), DECIMALS)


class Family:
    """The cases of one fixture file; tensors are named `<case>/<what>`."""

    def __init__(self, name: str):
        self.name = name
        self.cases: list[dict] = []
        self.tensors: dict[str, np.ndarray] = {}

    def add(self, name: str, tensors: dict, **attributes) -> None:
        assert all(case["name"] != name for case in self.cases), f"two cases named {name}"
        self.cases.append({"name": name, **attributes})
        for what, value in tensors.items():
            array = np.asarray(value)
            if array.dtype.kind in "iu":
                array = array.astype(np.int64)
            assert array.dtype.kind in "bi" or array.dtype == np.float64, (name, what, array.dtype)
            # `ascontiguousarray` would turn a scalar into a vector.
            self.tensors[f"{name}/{what}"] = np.array(array, order="C")

    def write(self) -> None:
        FOLDER.mkdir(parents=True, exist_ok=True)
        path = FOLDER / f"{self.name}.safetensors"
        cases = json.dumps(self.cases, separators=(",", ":"))
        save_file(self.tensors, path, metadata={"cases": cases})
        path.chmod(0o644)
        size = path.stat().st_size
        assert size < SIZE_LIMIT, f"{path.name} has {size} bytes"
        print(f"{path.name}: {len(self.cases)} cases, {len(self.tensors)} tensors, {size:,} bytes")


def write_json(name: str, value) -> None:
    """A fixture without tensors."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / f"{name}.json"
    path.write_text(json.dumps(value, indent=1) + "\n")
    print(f"{path.name}: {path.stat().st_size:,} bytes")
