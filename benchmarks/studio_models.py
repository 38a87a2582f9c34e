"""The studio's page with larger models: frame rate, speed of training, memory.

    BROWSER_PATH=$(scripts/browser.sh) python -m benchmarks.studio_models [--minutes 1]

A convolutional network of 86,000 weights on pictures of 28 by 28, and a transformer block on 16
tokens, each with its first layer looked at. Steps a second while the page watches stand beside
those of `gn.fit` on the same rows, measured before and after.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import glassnet as gn

# isort: split
import keras
import numpy as np
from keras import layers

from benchmarks.browser import Page, opened_page
from benchmarks.studio import memory, started_server
from benchmarks.studio_page import CONSOLE, COUNT_FRAMES, PLAY, SECONDS, show_pace

ROWS, BATCH = 1_024, 32


def convolutional() -> tuple[Any, Any, Any]:
    stack: list[Any] = [
        keras.Input((28, 28, 1)),
        layers.Conv2D(16, 3, activation="relu"),
        layers.MaxPooling2D(),
        layers.Conv2D(32, 3, activation="relu"),
        layers.MaxPooling2D(),
        layers.Flatten(),
        layers.Dense(100, activation="relu"),
        layers.Dense(10, activation="softmax"),
    ]
    random = np.random.default_rng(0)
    x = random.normal(size=(ROWS, 28, 28, 1)).astype("float32")
    return keras.Sequential(stack), x, random.integers(0, 10, ROWS)


def transformer() -> tuple[Any, Any, Any]:
    tokens = keras.Input((16,), dtype="int32")
    words = layers.Embedding(50, 64)(tokens)
    seen = layers.LayerNormalization()(words + layers.MultiHeadAttention(4, 16)(words, words))
    read = layers.Dense(64)(layers.Dense(256, activation="relu")(seen))
    kept = layers.GlobalAveragePooling1D()(layers.LayerNormalization()(seen + read))
    model = keras.Model(tokens, layers.Dense(3, activation="softmax")(kept))
    random = np.random.default_rng(0)
    x = random.integers(0, 50, (ROWS, 16))
    return model, x, x[:, 0] % 3


MODELS: Mapping[str, Any] = {"convolutional": convolutional, "transformer": transformer}


def fit_speed(model: Any, x: Any, y: Any) -> float:
    """Steps a second of `gn.fit`, compiled before: the median of five."""
    gn.fit(model, x, y, batch_size=BATCH, epochs=1, verbose=0)
    found: list[float] = []
    for _ in range(5):
        began = time.perf_counter()
        gn.fit(model, x, y, batch_size=BATCH, epochs=2, verbose=0)
        found.append(2 * len(x) / BATCH / (time.perf_counter() - began))
    return statistics.median(found)


def page_speed(page: Page) -> float:
    """Steps a second of the page as it plays as fast as possible."""
    step = "Number(document.querySelector('[data-picture=\"time-line\"]').ariaValueNow)"
    first, began = page.evaluate(f"[{step}, performance.now()]")
    time.sleep(SECONDS)
    last, ended = page.evaluate(f"[{step}, performance.now()]")
    return 1e3 * (last - first) / (ended - began)


def show(name: str, minutes: float) -> None:
    keras.utils.set_random_seed(0)
    model, x, y = MODELS[name]()
    model.compile("adam", "sparse_categorical_crossentropy")
    with tempfile.TemporaryDirectory() as folder:
        paths = str(Path(folder, "model.keras")), "--data", str(Path(folder, "rows.npz"))
        model.save(paths[0])
        np.savez(paths[2], x=x, y=y)
        before = fit_speed(model, x, y)
        with started_server(*paths) as (process, address), opened_page(COUNT_FRAMES) as page:
            page.goto(address)
            page.wait_for(PLAY)
            show_pace(page, f"{name}, {model.count_params():,} weights")
            page.click('[aria-label^="Speed"]')
            page.click('.speeds [role="radio"]:last-child')  # as fast as possible
            time.sleep(2)
            watched = page_speed(page)
            sizes = [f"{memory(process):.0f} and {page.heap():.1f} MB"]
            time.sleep(60 * minutes)
            sizes.append(f"after {minutes:g} min {memory(process):.0f} and {page.heap():.1f} MB")
        fit = statistics.mean([before, fit_speed(model, x, y)])
    CONSOLE.print(
        f"{name}: {watched:,.0f} steps/s watched, {fit:,.0f} by gn.fit alone "
        f"({watched / fit:.2f}); server and page {', '.join(sizes)}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.studio_models", description=__doc__)
    parser.add_argument("--minutes", type=float, default=1.0, help="of training (default: 1)")
    options = parser.parse_args()
    for name in MODELS:
        show(name, options.minutes)


if __name__ == "__main__":
    main()
