"""How long what runs a few times takes to compile and to run: the table of `graph/run_once.py`.

    python -m benchmarks.run_once

Values and gradients of all nodes of a loss, without LLVM's optimisations and without XLA's fused
loops as well, in turns: the first call, with nothing compiled before, and the median of later ones.
"""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Mapping, Sequence
from typing import Any

os.environ["JAX_ENABLE_COMPILATION_CACHE"] = "false"

import glassnet as gn  # isort: skip
import jax
import keras
import numpy as np
from keras import layers

from glassnet.graph import graph, run_once

CALLS = 7
OPTIONS = {"LLVM's left out": run_once.LARGE, "both left out": run_once.SMALL}
Stack = tuple[Sequence[int], Sequence[Any]]
NETWORKS: Mapping[str, tuple[Stack, Sequence[int]]] = {
    "64-512-512-3": (
        ((64,), [layers.Dense(512, "tanh"), layers.Dense(512, "relu")]),
        (32, 256, 1024),
    ),
    "LSTM(16) × 20": (((20, 8), [layers.LSTM(16)]), (32, 256, 1024)),
    "two Conv2D": (
        (
            (28, 28, 1),
            [
                layers.Conv2D(16, 3, activation="relu"),
                layers.MaxPooling2D(),
                layers.Conv2D(32, 3, activation="gelu"),
                layers.BatchNormalization(),
                layers.Flatten(),
            ],
        ),
        (32, 256, 1024),
    ),
}


def main() -> None:
    print(f"{'network':16} {'rows':>5} {'numbers':>8}", *(f"{name:>20}" for name in OPTIONS))
    for name, ((shape, stack), sizes) in NETWORKS.items():
        model = keras.Sequential([keras.Input(shape), *stack, layers.Dense(3, "softmax")])
        model.compile("adam", "sparse_categorical_crossentropy")
        for rows in sizes:
            numbers, measured = measure(model, shape, rows)
            shown = (f"{first:6.2f} s, {1e3 * later:6.1f} ms" for first, later in measured)
            print(f"{name:16} {rows:5} {numbers / 1e6:6.1f} M", *(f"{each:>20}" for each in shown))


def measure(model: Any, shape: Sequence[int], rows: int) -> tuple[int, list[tuple[float, float]]]:
    """How many numbers are computed; seconds of the first call and of a later one, by OPTIONS."""
    x = np.random.default_rng(0).normal(size=(rows, *shape)).astype(np.float32)
    subject = gn.trace(model, x, np.arange(rows) % 3).subject
    computed = subject.compiled.graph
    run = graph.values_and_gradients(computed).__wrapped__
    programs = [jax.jit(run, compiler_options=dict(options)) for options in OPTIONS.values()]
    first = [seconds(program, subject.inputs) for program in programs]
    later = [[seconds(program, subject.inputs) for program in programs] for _ in range(CALLS)]
    medians = map(statistics.median, zip(*later, strict=True))
    return computed.numbers, list(zip(first, medians, strict=True))


def seconds(program: Any, inputs: Sequence[Any]) -> float:
    start = time.perf_counter()
    jax.block_until_ready(program(list(inputs)))
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
