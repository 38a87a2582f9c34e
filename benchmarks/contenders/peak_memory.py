"""Fits once on 1 GB of data and prints the peak memory of the process, in GB (10^9 bytes).

python -m benchmarks.contenders.peak_memory glassnet|keras
"""

from __future__ import annotations

import importlib
import resource
import sys

import numpy as np

ROWS, FEATURES = 1_000_000, 250  # x: 1 GB of float32
BATCH_SIZE = 1000
BLOCK = 10_000  # rows made at a time, so that making the data takes no memory to speak of
# getrusage counts kilobytes on Linux, bytes on macOS.
UNIT = 1 if sys.platform == "darwin" else 1024


def main() -> None:
    ours = sys.argv[1] == "glassnet"
    if ours:
        importlib.import_module("glassnet")  # before Keras, and for `keras` not at all
    keras = importlib.import_module("keras")
    fit = importlib.import_module("glassnet").fit if ours else keras.Model.fit

    random = np.random.default_rng(0)
    x = np.empty((ROWS, FEATURES), np.float32)
    for start in range(0, ROWS, BLOCK):
        random.standard_normal(out=x[start : start + BLOCK], dtype=np.float32)
    y = x[:, :1].copy()
    model = keras.Sequential([keras.Input([FEATURES]), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    fit(model, x, y, batch_size=BATCH_SIZE, epochs=2, verbose=0)
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * UNIT / 1e9)


if __name__ == "__main__":
    main()
