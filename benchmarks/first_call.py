"""The first call: what tracing and compiling take, `gn.fit` beside Keras' `fit`.

python -m benchmarks.first_call [--only NAME] [--repetitions 3] [--rows 250] [--epochs 2]

Every call is the first of a new process with an empty cache of compiled programs; imports, the
model, its optimizer's variables and the data are made before. CPU seconds (user and system, all
threads), which other processes disturb less than the clock; the contenders take turns.

--rows 100,200,300: calls on so many rows, one after another; the seconds are of all together.
"""

from __future__ import annotations

import argparse
import importlib
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from typing import Any

ROWS, BATCH = "250", 32  # seven batches and a partial one
EPOCHS = 2  # by default; with more, whether a longer training makes up for what it compiles
WAYS = ("keras", "glassnet", "exact", "long")
"""Keras' `fit`; `gn.fit`, for which this is a short training; `gn.fit(fused=False)`; a `Trainer`,
which does what is worth it in a long one."""

FROM_ROWS = (
    *("784-128-10", "64-512-512-10", "transformer", "lstm-64", "gru-stacked", "convolution-28"),
    *("convolutions-28", "lstm", "convolution", "4-32-16-4", "64-32-10"),
)
"""Networks of `benchmarks.works`."""

Layers = Callable[[Any], Sequence[Any]]
SEQUENCE, IMAGE = (10, 8), (12, 12, 3)
LAYERS: dict[str, tuple[tuple[int, ...], Layers]] = {
    "dense-6": ((8,), lambda k: [k.Dense(16, "relu") for _ in range(6)]),
    "dense-10": ((8,), lambda k: [k.Dense(12, "relu") for _ in range(10)]),
    "dense-30": ((8,), lambda k: [k.Dense(12, "relu") for _ in range(30)]),
    "dense-60": ((8,), lambda k: [k.Dense(12, "relu") for _ in range(60)]),
    "batch-norm-6": (
        (8,),
        lambda k: [
            part for _ in range(6) for part in (k.Dense(16, "relu"), k.BatchNormalization())
        ],
    ),
    "layer-norm-4": (
        (8,),
        lambda k: [
            part
            for _ in range(4)
            for part in (k.Dense(16, "gelu"), k.LayerNormalization(), k.Dropout(0.1))
        ],
    ),
    "simple-rnn": (SEQUENCE, lambda k: [k.SimpleRNN(16)]),
    "bidirectional": (SEQUENCE, lambda k: [k.Bidirectional(k.LSTM(16))]),
    "gru-3": (SEQUENCE, lambda k: [*(k.GRU(16, return_sequences=True) for _ in "12"), k.GRU(16)]),
    "lstm-unrolled-4": ((4, 8), lambda k: [k.LSTM(16, unroll=True)]),
    "lstm-unrolled-10": (SEQUENCE, lambda k: [k.LSTM(16, unroll=True)]),
    "conv-lstm-1d": ((6, 8, 2), lambda k: [k.ConvLSTM1D(4, 3)]),
    "conv-lstm-3d": ((4, 5, 5, 5, 1), lambda k: [k.ConvLSTM3D(2, 3)]),
    "conv-1d-4": ((64, 4), lambda k: [k.Conv1D(8, 5, padding="same") for _ in range(4)]),
    "conv-2d-5x5": ((16, 16, 1), lambda k: [k.Conv2D(8, 5, activation="relu")]),
    "conv-2d-8x8": ((28, 28, 1), lambda k: [k.Conv2D(4, 8, 4, activation="relu")]),
    "conv-2d-10": ((12, 12, 1), lambda k: [k.Conv2D(4, 3, padding="same") for _ in range(10)]),
    "conv-3d-2": ((6, 6, 6, 1), lambda k: [k.Conv3D(4, 3), k.Conv3D(4, 3)]),
    "conv-pool": (
        (8, 8, 1),
        lambda k: [k.Conv2D(8, 3), k.MaxPool2D(), k.Conv2D(16, 2), k.Flatten(), k.Dense(16)],
    ),
    "pool-6x6": ((20, 20, 2), lambda k: [k.Conv2D(4, 3), k.MaxPool2D(6)]),
    "separable": (IMAGE, lambda k: [k.SeparableConv2D(8, 3)]),
    "transposed": ((8, 8, 3), lambda k: [k.Conv2DTranspose(4, 3)]),
    "group-norm": ((8, 8, 8), lambda k: [k.Conv2D(8, 3), k.GroupNormalization(4)]),
    "rotation": (IMAGE, lambda k: [k.RandomRotation(0.1, seed=1)]),
}
"""Input's shape and layers; a Dense(3, softmax) follows."""


def build(name: str, rows: int) -> tuple[Any, Any, Any]:
    """The model, compiled, x and y."""
    import keras
    import numpy as np

    if name in FROM_ROWS:
        from benchmarks.contenders import keras_models
        from benchmarks.works import WORKS

        x, y = (np.resize(part, (rows, *part.shape[1:])) for part in WORKS[name].data())
        return keras_models.build(WORKS[name]), x, y
    shape, parts = LAYERS[name]
    last = [keras.layers.Flatten(), keras.layers.Dense(3, "softmax")]
    model = keras.Sequential([keras.Input(shape), *parts(keras.layers), *last])
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    random = np.random.default_rng(0)
    return model, random.normal(size=(rows, *shape)).astype("float32"), random.integers(0, 3, rows)


def first_calls(way: str, name: str, epochs: int, rows: Sequence[int]) -> float:
    """CPU seconds of this process' first calls, on so many rows each."""
    # Before Keras, whose options for XLA it sets; and not at all beside Keras' own.
    glassnet = importlib.import_module("glassnet") if way != "keras" else None
    fit, trainer = (glassnet.fit, glassnet.Trainer) if glassnet else (None, None)
    model, x, y = build(name, max(rows))
    model.optimizer.build(model.trainable_variables)
    how: dict[str, Any] = {"batch_size": BATCH, "epochs": epochs, "verbose": 0}
    began = time.process_time()
    for number in rows:
        data = x[:number], y[:number]
        if trainer and way == "long":
            trainer(model, *data, batch_size=BATCH).run(epochs=epochs)
        elif fit:
            fit(model, *data, fused=way == "glassnet", **how)
        else:
            model.fit(*data, **how)
    return time.process_time() - began


def in_new_process(way: str, name: str, epochs: int, rows: str) -> float:
    """`first_calls` in a process with an empty cache."""
    from benchmarks.places import PLACES  # imports glassnet, which Keras' own process must not

    with tempfile.TemporaryDirectory() as cache:
        environment = {**PLACES["keras"].variables(), "XDG_CACHE_HOME": cache}
        child = ["-m", "benchmarks.first_call", "--child", way, name, str(epochs), rows]
        command = [sys.executable, *child]
        run = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE)
    return float(run.stdout.split()[-1])


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    names = [*FROM_ROWS, *LAYERS]
    parser.add_argument("--only", action="append", choices=names, metavar="NAME")
    parser.add_argument("--repetitions", type=int, default=3)
    parser.add_argument("--rows", default=ROWS, metavar="N,N,...", help=f"default {ROWS}")
    parser.add_argument("--epochs", type=int, default=EPOCHS, help=f"default {EPOCHS}")
    parser.add_argument("--child", nargs=4, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.child:
        way, name, epochs, rows = chosen.child
        print(first_calls(way, name, int(epochs), [int(number) for number in rows.split(",")]))
        return
    columns = (*WAYS, *(f"{way} / {WAYS[0]}" for way in WAYS[1:]))
    print(f"{'network':18}", *(f"{column:>16}" for column in columns))
    for name in chosen.only or names:
        taken: dict[str, list[float]] = {way: [] for way in WAYS}
        for _ in range(chosen.repetitions):
            for way in WAYS:
                taken[way].append(in_new_process(way, name, chosen.epochs, chosen.rows))
        seconds = [statistics.median(taken[way]) for way in WAYS]
        numbers = (*seconds, *(each / seconds[0] for each in seconds[1:]))
        print(f"{name:18}", *(f"{number:16.2f}" for number in numbers), flush=True)


if __name__ == "__main__":
    main()
