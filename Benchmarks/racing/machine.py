# SPDX-License-Identifier: Apache-2.0
"""What a race was run on: enough to judge its figures, nothing that names the machine or its owner."""
import os
import platform
import subprocess

FEATURES = ["avx2", "fma", "avx512f", "avx512_vnni", "avx512_bf16", "amx_tile", "asimd", "sve"]


def read(path):
    try:
        with open(path) as file:
            return file.read()
    except OSError:
        return ""


def field(text, name):
    """The value of the first line `name : value`."""
    for line in text.splitlines():
        key, _, value = line.partition(":")
        if key.strip() == name:
            return value.strip()
    return None


def description():
    processor = read("/proc/cpuinfo")
    flags = (field(processor, "flags") or field(processor, "Features") or "").split()
    memory = (field(read("/proc/meminfo"), "MemTotal") or "0 kB").split()[0]
    return {
        "processor": field(processor, "model name") or platform.processor() or platform.machine(),
        "features": [name for name in FEATURES if name in flags],
        "processors": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "memory_gb": round(int(memory) / 2**20, 1),
        "system": f"{platform.system()} {platform.release().split('-')[0]}",
        "python": platform.python_version(),
    }


def commit(folder):
    """The commit of the working tree, with + if it differs from it."""
    def git(*words):
        done = subprocess.run(["git", "-C", folder, *words], capture_output=True, text=True)
        return done.stdout.strip() if done.returncode == 0 else ""

    name = git("rev-parse", "--short", "HEAD")
    return name + ("+" if name and git("status", "--porcelain", "-uno") else "")
