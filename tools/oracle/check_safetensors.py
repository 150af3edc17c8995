# SPDX-License-Identifier: Apache-2.0
"""Opens a safetensors file with Hugging Face's own library and prints what is in it.

    python check_safetensors.py FILE [--values]

Exits with 1 and the library's message if it refuses the file.
"""

import argparse
import json
import sys

from safetensors import SafetensorError, safe_open


def describe(path: str, shows_values: bool) -> None:
    with safe_open(path, framework="numpy") as file:
        for key, text in sorted((file.metadata() or {}).items()):
            print(f"{key}: {_pretty(text)}")
        for name in file.keys():
            tensor = file.get_tensor(name)
            print(f"{name}  {tensor.dtype}  {list(tensor.shape)}")
            if shows_values:
                print(tensor)


def _pretty(text: str) -> str:
    try:
        return json.dumps(json.loads(text), indent=1)
    except json.JSONDecodeError:
        return text


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file")
    parser.add_argument("--values", action="store_true", help="print the elements too")
    arguments = parser.parse_args()
    try:
        describe(arguments.file, arguments.values)
    except (SafetensorError, OSError) as error:
        sys.exit(f"{arguments.file}: {error}")
