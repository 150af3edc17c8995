# SPDX-License-Identifier: Apache-2.0
"""Writes operations.safetensors: every operation forward and backward, by JAX in float64."""

import operation_case
import operations_elementwise
import operations_linear
import operations_shape

operations_elementwise.record()
operations_shape.record()
operations_linear.record()
operation_case.family.write()
