"""The same training as a C function, compiled on this machine and called once for all its steps."""

from __future__ import annotations

import ctypes
import shutil
import subprocess
import tempfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.contenders import Unavailable
from benchmarks.works import WORKS, Work

SOURCES = Path(__file__).parent.parent / "c"
FLAGS = ("-O3", "-march=native", "-ffast-math", "-shared", "-fPIC")
FILES = {"2-2-1": "xor_2_2_1.c", "2-10-10-10-1": "xor_2_10_10_10_1.c"}

FloatArray = np.ctypeslib.ndpointer(np.float32, flags="C_CONTIGUOUS")


class CProgram:
    """`train(weights, steps, losses)` of one file in c/."""

    def __init__(self, work: Work, source: Path) -> None:
        self._shapes = [weight.shape for weight in work.start() or []]
        self._weights = np.concatenate([weight.ravel() for weight in work.start() or []])
        self._train = compiled(source).train
        self._train.argtypes = (FloatArray, ctypes.c_long, FloatArray)
        self._train.restype = None

    def train(self, epochs: int) -> None:
        self._train(self._weights, epochs, np.zeros(epochs, np.float32))

    def weights(self) -> list[NDArray[np.float32]]:
        ends = np.cumsum([np.prod(shape, dtype=int) for shape in self._shapes])
        parts = np.split(self._weights, ends[:-1])
        return [part.reshape(shape) for part, shape in zip(parts, self._shapes, strict=True)]


def compiled(source: Path) -> ctypes.CDLL:
    compiler = shutil.which("cc")
    if compiler is None:
        raise Unavailable("no C compiler (cc)")
    with tempfile.TemporaryDirectory() as folder:
        library = Path(folder) / f"{source.stem}.so"
        subprocess.run([compiler, *FLAGS, str(source), "-o", str(library), "-lm"], check=True)
        return ctypes.CDLL(str(library))  # stays loaded when the file is gone


def c_program(work: str) -> CProgram:
    if work not in FILES:
        raise Unavailable(f"no C program for {work}")
    return CProgram(WORKS[work], SOURCES / FILES[work])
