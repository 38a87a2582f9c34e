"""The studio's page with larger models: frame rate, speed of training, memory.

    BROWSER_PATH=$(scripts/browser.sh) python -m benchmarks.studio_models [--minutes 1]

A convolutional network of 86,000 weights on pictures of 28 by 28, and a transformer block on 16
tokens, each with its first layer looked at. Steps a second while the page watches stand beside
those of `gn.fit` on the same rows, measured before and after.
"""

from __future__ import annotations

import argparse
import os
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
from playwright.sync_api import Page, sync_playwright

from benchmarks.studio import memory, started_server
from benchmarks.studio_page import CONSOLE, COUNT_FRAMES, SECONDS, heap, show_pace

ROWS, BATCH = 1_024, 32
PATIENCE = 120_000  # milliseconds


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
    line = "Number(document.querySelector('[data-picture=\"time-line\"]').ariaValueNow)"
    first = page.evaluate(line)
    time.sleep(SECONDS)
    return (page.evaluate(line) - first) / SECONDS


def show(name: str, minutes: float) -> None:
    keras.utils.set_random_seed(0)
    model, x, y = MODELS[name]()
    model.compile("adam", "sparse_categorical_crossentropy")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        paths = str(Path(folder, "model.keras")), "--data", str(Path(folder, "rows.npz"))
        model.save(paths[0])
        np.savez(paths[2], x=x, y=y)
        before = fit_speed(model, x, y)
        with started_server(*paths) as (process, address):
            browser = playwright.chromium.launch(
                executable_path=os.environ["BROWSER_PATH"], args=["--no-sandbox"]
            )
            page = browser.new_page(viewport={"width": 1280, "height": 720}, locale="en")
            page.add_init_script(f"({COUNT_FRAMES})()")
            page.goto(address)
            page.get_by_role("button", name="Play", exact=True).wait_for(timeout=PATIENCE)
            show_pace(page, f"{name}, {model.count_params():,} weights")
            page.get_by_role("button", name="Speed").click()
            page.get_by_role("radio", name="as fast as possible").click()
            time.sleep(2)
            watched = page_speed(page)
            sizes = [f"{memory(process):.0f} and {heap(page):.1f} MB"]
            time.sleep(60 * minutes)
            sizes.append(f"after {minutes:g} min {memory(process):.0f} and {heap(page):.1f} MB")
            browser.close()
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
