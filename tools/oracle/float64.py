# SPDX-License-Identifier: Apache-2.0
"""Keras computing in float64 throughout; import this before any use of Keras."""

import fixture  # chooses the backend

import jax
import keras
from keras.src.backend.common import dtypes

keras.config.set_floatx("float64")
# Keras turns promoted 64-bit types into 32-bit ones to look like JAX's default: not here.
dtypes.BIT64_TO_BIT32_DTYPE["float64"] = "float64"


def check_precision(name: str, function, *arguments) -> None:
    """Fails if a float32 appears anywhere in the computation."""
    program = str(jax.make_jaxpr(function)(*arguments))
    assert "f32[" not in program, f"{name} computes in float32:\n{program}"
