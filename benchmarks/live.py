"""What `fit(live=True)` costs a training: the same training with and without it, in turns.

    python -m benchmarks.live [--rounds 7]

Each runs in a Jupyter kernel, as in a notebook; no browser is open, which would take a core of its
own. What happens once, before the first step, is measured apart: the view is opened, and its
drawing compiled.
"""

from __future__ import annotations

import argparse
import json
import statistics
from typing import Any

from jupyter_client.manager import start_new_kernel
from rich.console import Console
from rich.table import Table

PREPARE = """
import json, time
import glassnet as gn  # before Keras: it chooses JAX as Keras' backend
import keras, numpy as np
from glassnet.fitting.training_loop import TrainingLoop

run = TrainingLoop.run
def timed(self, *arguments, **options):
    global seconds
    began = time.perf_counter()
    run(self, *arguments, **options)
    seconds = time.perf_counter() - began
TrainingLoop.run = timed

def network(inputs, *layers, classes=2):
    ends = (1, "sigmoid") if classes == 2 else (classes, "softmax")
    parts = [keras.layers.Dense(units, "tanh") for units in layers]
    model = keras.Sequential([keras.Input((inputs,)), *parts, keras.layers.Dense(*ends)])
    loss = "binary_crossentropy" if classes == 2 else "sparse_categorical_crossentropy"
    model.compile("adam", loss, metrics=["accuracy"])
    return model

def filters():
    parts = [keras.Input((12, 12, 1)), keras.layers.Conv2D(8, 3, activation="relu"),
             keras.layers.Flatten(), keras.layers.Dense(10, "softmax")]
    model = keras.Sequential(parts)
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model

moons, xor = gn.load("moons", rows=1000), gn.load("xor")
digits = np.random.default_rng(0)
WORKS = {
    "xor 2-4-1": (network(2, 4), xor.x, xor.y, 6_000_000),
    "moons 2-8-8-1": (network(2, 8, 8), moons.x, moons.y, 50_000),
    "moons 2-32-32-1": (network(2, 32, 32), moons.x, moons.y, 25_000),
    "pictures, Conv2D": (filters(), digits.normal(size=(500, 12, 12, 1)),
                         digits.integers(0, 10, 500), 2_000),
}

def measure(name, live):
    model, x, y, epochs = WORKS[name]
    began = time.perf_counter()
    gn.fit(model, x, y, epochs=epochs, verbose=0, live=live)
    print(json.dumps([seconds, time.perf_counter() - began - seconds]))
for name in WORKS:
    for live in (False, True):
        measure(name, live)
"""


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    rounds = parser.parse_args().rounds
    manager, client = start_new_kernel(kernel_name="python3")
    try:
        run(client, PREPARE)
        names = json.loads(run(client, "print(json.dumps(list(WORKS)))"))
        table = Table("training", "seconds", "live", "ratio", "seconds to open")
        for name in names:
            plain, live, opening = [], [], []
            for _ in range(rounds):
                plain.append(measured(client, name, live=False)[0])
                loop, before = measured(client, name, live=True)
                live.append(loop)
                opening.append(before)
            ratio = statistics.median(
                after / before for before, after in zip(plain, live, strict=True)
            )
            medians = [statistics.median(each) for each in (plain, live)]
            cells = [*(f"{each:.2f}" for each in medians), f"{ratio:.3f}"]
            table.add_row(name, *cells, f"{statistics.median(opening):.2f}")
        Console().print(table)
    finally:
        client.stop_channels()
        manager.shutdown_kernel()


def measured(client: Any, name: str, *, live: bool) -> list[float]:
    """Seconds of the training loop, and of what comes before and after it."""
    return json.loads(run(client, f"measure({name!r}, {live})").splitlines()[-1])


def run(client: Any, code: str) -> str:
    """Run code in the kernel; what it printed."""
    said: list[str] = []

    def hear(heard: dict[str, Any]) -> None:
        if heard["msg_type"] == "stream" and heard["content"]["name"] == "stdout":
            said.append(heard["content"]["text"])

    reply = client.execute_interactive(code, timeout=600, output_hook=hear)
    if reply["content"]["status"] != "ok":
        raise RuntimeError(reply["content"]["evalue"])
    return "".join(said)


if __name__ == "__main__":
    main()
