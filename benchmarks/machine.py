"""The machine and the versions that numbers belong to."""

from __future__ import annotations

import os
import platform
import re
import subprocess
from pathlib import Path
from typing import Any

from benchmarks.places import PLACES

# Distribution -> the environment it is measured in.
PACKAGES = {
    "glassnet": "glassnet",
    "keras": "glassnet",
    "jax": "glassnet",
    "tensorflow-cpu": "tensorflow",
    "torch": "pytorch",
}
ASK = "import sys; from importlib.metadata import version; print(version(sys.argv[1]))"


def describe() -> dict[str, Any]:
    """CPU model, cores this process may use, operating system, and the versions of all peers."""
    return {
        "cpu": _cpu(),
        "cores": len(os.sched_getaffinity(0))
        if hasattr(os, "sched_getaffinity")
        else os.cpu_count(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "versions": {name: _version(name, place) for name, place in PACKAGES.items()},
        "compiler": _first_line(["cc", "--version"]),
    }


def _cpu() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    text = cpuinfo.read_text() if cpuinfo.exists() else ""
    model = re.search(r"^model name\s*: (.+)$", text, re.MULTILINE)
    return model[1] if model else platform.processor() or platform.machine()


def _version(package: str, place: str) -> str | None:
    return _first_line([str(PLACES[place].python), "-c", ASK, package])


def _first_line(command: list[str]) -> str | None:
    """The first line that a command prints; None if it is not there or fails."""
    try:
        run = subprocess.run(command, check=True, capture_output=True, text=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return run.stdout.splitlines()[0]
