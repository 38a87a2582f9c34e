"""The start of a command, beside the import of the libraries that it needs.

python -m benchmarks.start [--only NAME] [--repetitions 7]

User seconds of whole processes, which take turns: the command, and a Python that imports those
libraries and ends as the command does, without taking apart what it holds. Python's compiled files
and the operating system's file cache are warm.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.places import PLACES

GLASSNET = Path(sys.executable).parent / "glassnet"
# Of every command: what typer itself loads to read one option (its pydantic looks for plugins among
# what is installed), and what writes to the terminal.
SHELL = "typer, typer._adapters, pydantic.plugin._loader, rich.console"


class Start(NamedTuple):
    """A command and the libraries that it cannot do without."""

    arguments: Sequence[str]
    libraries: str
    most: float | None  # the ratio to reach; None for `MOST_WALL`


STARTS = {
    "train": Start(["train", "xor"], "keras", 1.15),
    "derive": Start(
        ["derive", "x^2 sin(x)"],
        # SymPy's simplify imports its units.
        f"{SHELL}, fluent.runtime, lark, sympy, sympy.physics.units, scipy.special, jax",
        1.1,
    ),
    "descend": Start(
        ["descend", "x^2", "--from", "x=3"],
        f"{SHELL}, fluent.runtime, lark, sympy, scipy.special",
        1.1,
    ),
    "units": Start(["units", "xor"], f"{SHELL}, rich.table, fluent.runtime, filelock, jax", 1.1),
    "separable": Start(["separable", "xor"], f"{SHELL}, fluent.runtime, scipy.optimize", 1.1),
    "runs": Start(["runs"], f"{SHELL}, rich.table, filelock", 1.1),
    "help": Start(["--help"], "typer", None),
}


MOST_WALL = 0.15  # seconds of the clock that `--help` may take


class Seconds(NamedTuple):
    """What a process took."""

    user: float
    wall: float


def seconds(command: Sequence[str], folder: str) -> Seconds:
    """Run a command in a folder of its own; it must succeed."""
    environment = {**PLACES["keras"].variables(), "XDG_CACHE_HOME": f"{folder}/cache"}
    began = time.perf_counter()
    process = subprocess.Popen(command, env=environment, cwd=folder, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
    return Seconds(used.ru_utime, time.perf_counter() - began)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    names = ", ".join(STARTS)
    parser.add_argument(
        "--only",
        action="append",
        choices=STARTS,
        metavar="NAME",
        help=f"of {names}; again for more",
    )
    parser.add_argument("--repetitions", type=int, default=7, help="default 7")
    chosen = parser.parse_args()
    if chosen.repetitions < 1:
        parser.error(f"--repetitions {chosen.repetitions}: a median needs 1 or more")
    columns = ("user", "wall", "libraries", "ratio", "at most")
    print(f"{'':10}", *(f"{column:>10}" for column in columns))
    for name in chosen.only or STARTS:
        start = STARTS[name]
        ours = [str(GLASSNET), *start.arguments]
        theirs = [sys.executable, "-c", f"import os, {start.libraries}; os._exit(0)"]
        with tempfile.TemporaryDirectory() as folder:
            for command in (ours, theirs):  # warms what lies on the disk
                seconds(command, folder)
            taken = [
                (seconds(ours, folder), seconds(theirs, folder)) for _ in range(chosen.repetitions)
            ]
        user = statistics.median(ours.user for ours, _ in taken)
        wall = statistics.median(ours.wall for ours, _ in taken)
        libraries = statistics.median(theirs.user for _, theirs in taken)
        numbers = (user, wall, libraries, user / libraries)
        most = f"{MOST_WALL} s wall" if start.most is None else f"{start.most:.2f}"
        print(f"{name:10}", *(f"{number:10.2f}" for number in numbers), f"{most:>10}", flush=True)


if __name__ == "__main__":
    main()
