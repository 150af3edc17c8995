# SPDX-License-Identifier: Apache-2.0
"""Quantization by ONNX Runtime: QuantizeLinear, DequantizeLinear, MatMulInteger, ConvInteger."""

from fixture import Family, numbers

import numpy as np
import onnxruntime
from onnx import TensorProto, helper

family = Family("quantization")
TYPES = {"int8": np.int8, "uint8": np.uint8, "int32": np.int32}


def run(op: str, operands: dict, result: np.dtype, **attributes) -> np.ndarray:
    """The only operator of a model, on the given operands in their order."""
    kinds = {name: helper.np_dtype_to_tensor_dtype(value.dtype) for name, value in operands.items()}
    node = helper.make_node(op, list(operands), ["result"], **attributes)
    graph = helper.make_graph(
        [node],
        op,
        [helper.make_tensor_value_info(name, kinds[name], None) for name in operands],
        [helper.make_tensor_value_info("result", helper.np_dtype_to_tensor_dtype(result), None)],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 19)], ir_version=9)
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), providers=["CPUExecutionProvider"]
    )
    return session.run(None, operands)[0]


def case(name: str, op: str, onnx: str, operands: dict, result, **attributes) -> None:
    answer = run(onnx, operands, np.dtype(result), **attributes)
    tensors = {what: _stored(value) for what, value in operands.items()}
    family.add(
        name,
        tensors | {"result": _stored(answer)},
        op=op,
        types={what: value.dtype.name for what, value in operands.items()},
        result_type=answer.dtype.name,
        operands=list(operands),
        result="result",
        attributes=attributes,
    )


def _stored(value: np.ndarray) -> np.ndarray:
    return value.astype(np.float64 if value.dtype.kind == "f" else np.int64)


def reals(name: str, *shape: int, scale: float) -> np.ndarray:
    """Numbers of float32, many of them at the ends of the range and halfway between two steps."""
    values = numbers(name).standard_normal(shape) * 60 * scale
    halves = (np.round(values / scale) + 0.5) * scale
    values = np.where(numbers(name + "/halves").random(shape) < 0.4, halves, values)
    return np.where(numbers(name + "/ends").random(shape) < 0.2, values * 10, values).astype("f4")


def whole(name: str, dtype, *shape: int) -> np.ndarray:
    limits = np.iinfo(dtype)
    values = numbers(name).integers(max(limits.min, -(1 << 20)), min(limits.max, 1 << 20) + 1, shape)
    flat = values.reshape(-1).astype(dtype)
    if flat.dtype.itemsize == 1:
        flat[0], flat[-1] = limits.min, limits.max
    return flat.reshape(shape)


def quantizations() -> None:
    for dtype in ("int8", "uint8"):
        for zero in (0, 3, -7 if dtype == "int8" else 128):
            name = f"quantize-{dtype}-{zero}"
            x = reals(name, 60, scale=0.25)
            scale, point = np.array(0.25, "f4"), np.array(zero, TYPES[dtype])
            case(name, "quantize", "QuantizeLinear", dict(x=x, scale=scale, zero=point), dtype)
        name = f"quantize-{dtype}-channels"
        scale = np.array([0.5, 0.1, 0.037], "f4")
        point = whole(name + "/zero", TYPES[dtype], 3)
        x = reals(name, 4, 3, 5, scale=0.1)
        operands = dict(x=x, scale=scale, zero=point)
        case(name, "quantize", "QuantizeLinear", operands, dtype, axis=1)


def dequantizations() -> None:
    for dtype in ("int8", "uint8", "int32"):
        name = f"dequantize-{dtype}"
        x = whole(name, TYPES[dtype], 60)
        scale = np.array(0.037, "f4")
        case(name, "dequantize", "DequantizeLinear", dict(x=x, scale=scale), "float32")
        if dtype == "int32":
            continue
        point = np.array(5, TYPES[dtype])
        operands = dict(x=x, scale=scale, zero=point)
        case(name + "-zero", "dequantize", "DequantizeLinear", operands, "float32")
        name += "-channels"
        operands = dict(
            x=whole(name, TYPES[dtype], 4, 3, 5),
            scale=np.array([0.5, 0.1, 0.037], "f4"),
            zero=whole(name + "/zero", TYPES[dtype], 3),
        )
        case(name, "dequantize", "DequantizeLinear", operands, "float32", axis=1)


def products() -> None:
    for left in ("int8", "uint8"):
        for right in ("int8", "uint8"):
            name = f"matmul-{left}-{right}"
            operands = dict(
                x=whole(name + "/x", TYPES[left], 5, 70), y=whole(name + "/y", TYPES[right], 70, 9)
            )
            case(name, "matmul", "MatMulInteger", operands, "int32")


def main() -> None:
    quantizations()
    dequantizations()
    products()
    family.write()


if __name__ == "__main__":
    main()
