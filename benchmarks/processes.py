"""Probes that are whole processes: `glassnet train xor` as a person starts it, and peak memory."""

from __future__ import annotations

import functools
import subprocess
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from benchmarks.contenders import Unavailable
from benchmarks.places import PLACES, ROOT
from benchmarks.probes import Probe

GLASSNET = ROOT / ".venv" / "bin" / "glassnet"


class TrainXor:
    """The command, in a folder of its own that holds its caches and its runs.

    Python's compiled files and the operating system's file cache are warm in both cases.
    """

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory()
        self._runs = 0

    def first(self) -> float:
        """Seconds, with no compiled program kept yet."""
        self._folder = tempfile.TemporaryDirectory()
        return self.after()

    def after(self) -> float:
        """Seconds, on a machine where it ran before."""
        self._runs += 1
        folder = Path(self._folder.name)
        variables = {**PLACES["glassnet"].variables(), "XDG_CACHE_HOME": str(folder / "cache")}
        command = [str(GLASSNET), "train", "xor", "--out", str(folder / f"runs-{self._runs}")]
        began = time.perf_counter()
        run(command, variables)
        return time.perf_counter() - began


def train_xor() -> dict[str, Probe]:
    """`first` must come before `after`: the one fills the cache that the other finds."""
    command = TrainXor()
    return {"first": command.first, "after": command.after}


def memory() -> dict[str, Probe]:
    return {name: functools.partial(peak, name) for name in ("glassnet", "keras")}


def peak(contender: str) -> float:
    """The peak memory of a new process that fits once on 1 GB, in GB (10^9 bytes)."""
    place = PLACES[contender]
    command = [str(place.python), "-m", "benchmarks.contenders.peak_memory", contender]
    return float(run(command, place.variables()).split()[-1])


def run(command: list[str], variables: Mapping[str, str]) -> str:
    """What the command prints. Raises Unavailable with the last line of its complaint."""
    done = subprocess.run(command, cwd=ROOT, env=variables, capture_output=True, text=True)
    if done.returncode:
        complaint = done.stderr.strip().splitlines() or ["nothing"]
        raise Unavailable(f"status {done.returncode}: {complaint[-1]}")
    return done.stdout
