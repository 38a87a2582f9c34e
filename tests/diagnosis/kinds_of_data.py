"""Data of other kinds: unequal classes, ratings, heavy tails, words, several columns, rings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
from keras import layers
from network_parts import BINARY, SPARSE, Case, adam, compiled, data, dense, sgd
from prepared_inputs import normalization


def rare(share: float, shift: float, rows: int = 400, seed: int = 0) -> tuple[Any, Any]:
    """Six columns, of which the first is larger by `shift` in a share of the rows: a ranking by it
    is right for Φ(shift/√2) of the pairs."""
    random = np.random.default_rng(seed)
    y = (random.random((rows, 1)) < share).astype(np.float32)
    x = random.normal(size=(rows, 6)).astype(np.float32)
    x[:, :1] += np.float32(shift) * y
    return x, y


def eight_in_a_hundred() -> Any:
    return compiled(dense(6, 8, 1), BINARY), *rare(0.08, 1.35)


def ratings(seed: int = 0) -> tuple[Any, Any]:
    """0 to 10: a weighted sum of eight columns, and twice as much noise."""
    random = np.random.default_rng(seed)
    x = random.normal(size=(400, 8)).astype(np.float32)
    said = x @ random.normal(size=(8, 1)) / 8**0.5
    return x, np.clip(np.round(5 + said + 2 * random.normal(size=(400, 1))), 0, 10)


def of_ratings(shuffled: bool) -> Callable[[], Any]:
    def build() -> Any:
        x, y = ratings()
        y = np.random.default_rng(2).permutation(y) if shuffled else y
        return compiled(dense(8, 16, 1, output=None), "mse", adam(0.05)), x, y

    return build


def words(seed: int = 0) -> tuple[Any, Any]:
    """[rows, 12] of 30 words: whether more than four of them are among the first twelve."""
    x = np.random.default_rng(seed).integers(0, 30, (300, 12))
    return x, (np.sum(x < 12, axis=1) > 4).astype(np.float32)


def of_words(shuffled: bool) -> Callable[[], Any]:
    def build() -> Any:
        x, y = words()
        parts = [
            keras.Input((12,), dtype="int32"),
            layers.Embedding(30, 4),
            layers.GlobalAveragePooling1D(),
            layers.Dense(1, "sigmoid"),
        ]
        y = np.random.default_rng(2).permutation(y) if shuffled else y
        return compiled(parts, BINARY, adam(0.03)), x, y

    return build


def three_columns(shuffled: bool) -> Callable[[], Any]:
    """Three quantities a row."""

    def build() -> Any:
        random = np.random.default_rng(0)
        x = random.uniform(-1, 1, (200, 3)).astype(np.float32)
        y = np.stack([x[:, 0] * x[:, 1], np.sin(2 * x[:, 2]), x.sum(axis=1)], axis=1)
        y = random.permutation(y) if shuffled else y
        return compiled(dense(3, 32, 3, output=None), "mse"), x, y

    return build


def prepared_circles(prepare: Callable[[Any], Any]) -> Callable[[], Any]:
    """A unit, and before it what leaves separable as it is."""

    def build() -> Any:
        x, y = data("circles")
        parts = [keras.Input((2,)), prepare(x), layers.Dense(1, "sigmoid", name="output")]
        return compiled(parts, BINARY), x, y

    return build


def rings_by_softmax() -> Any:
    random = np.random.default_rng(0)
    y, angle = random.integers(0, 3, 300), random.uniform(0, 2 * np.pi, 300)
    radius = 1 + y + random.normal(0, 0.1, 300)
    x = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)
    return compiled(dense(2, 3, output="softmax"), SPARSE), x.astype(np.float32), y


def three_in_a_row() -> Any:
    """The one in the middle is the largest for no line by itself, and for a softmax it is."""
    random = np.random.default_rng(0)
    y = random.integers(0, 3, 300)
    x = random.normal(0, 0.3, (300, 2)).astype(np.float32) + 2 * np.float32(y[:, None] - 1)
    return compiled(dense(2, 3, output="softmax"), SPARSE, sgd(0.3)), x, y


def one_in_ten() -> Any:
    """Whether two columns are both near 0: eight sigmoid layers learn the bias alone."""
    x = np.random.default_rng(0).normal(size=(400, 4)).astype(np.float32)
    y = np.float32(np.hypot(x[:, :1], x[:, 1:2]) < 0.47)
    return compiled(dense(4, *[12] * 8, 1, activation="sigmoid"), BINARY), x, y


def masks() -> Any:
    """A bright rectangle in noise, and for each pixel whether it is of it: most are not."""
    random = np.random.default_rng(0)
    y = np.zeros((100, 16, 16, 1), np.float32)
    for mask in y:
        (top, left), (height, width) = random.integers(0, 10, 2), random.integers(3, 7, 2)
        mask[top : top + height, left : left + width] = 1
    x = y + random.normal(0, 0.3, y.shape).astype(np.float32)
    parts = [
        keras.Input((16, 16, 1)),
        layers.Conv2D(8, 3, padding="same", activation="relu"),
        layers.Conv2D(1, 1, activation="sigmoid"),
    ]
    return compiled(parts, BINARY), x, y


def wide_gates() -> Any:
    """A noisy sine's next value from 20 before it: of 384 biases some get the same gradient."""
    time = np.arange(320)
    wave = np.sin(time / 5) + 0.1 * np.random.default_rng(0).normal(size=320)
    x = np.stack([wave[at : at + 20] for at in range(300)])[..., None].astype(np.float32)
    parts = [keras.Input((20, 1)), layers.GRU(128), layers.Dense(1)]
    return compiled(parts, "mse", adam(0.003)), x, wave[20:].astype(np.float32)


def quantities(mean: float, spread: float, bias: float = 0.0) -> Callable[[], Any]:
    """A weighted sum of ten columns and some noise, of this mean and deviation."""

    def build() -> Any:
        random = np.random.default_rng(0)
        x = random.normal(size=(400, 10)).astype(np.float32)
        said = x @ random.normal(size=(10, 1)) / 10**0.5 + 0.5 * random.normal(size=(400, 1))
        y = (mean + spread * (said - said.mean()) / said.std()).astype(np.float32)
        model = compiled(dense(10, 16, 1, activation="relu", output=None), "mse", adam(0.001))
        model.layers[-1].bias.assign([bias])
        return model, x, y

    return build


def wide_rows() -> Any:
    """One of 3,200 columns decides: a rule for all of them would need three times as many rows."""
    x = np.random.default_rng(0).normal(size=(100, 400, 8)).astype(np.float32)
    parts = [keras.Input((400, 8)), layers.Flatten(), layers.Dense(1, "sigmoid")]
    return compiled(parts, BINARY, adam(1e-3)), x, (x[:, -1, :1] > 0).astype(np.float32)


def rows_all_alike() -> Any:
    x, y = data("moons")
    return compiled(dense(10, 8, 1, activation="relu"), BINARY), np.full((len(x), 10), 3.0), y


BROKEN = {
    "kinds: rows all alike": Case(rows_all_alike, "inputs-constant", where="x"),
    "kinds: rows all alike, trained": Case(rows_all_alike, "inputs-constant", epochs=40),
    "kinds: ratings, shuffled": Case(of_ratings(True), "targets-random"),
    "kinds: words, shuffled": Case(of_words(True), "labels-random", long=True),
    "kinds: three columns, shuffled": Case(three_columns(True), "targets-random", long=True),
    "kinds: batch-normalised circles": Case(
        prepared_circles(lambda _: layers.BatchNormalization()), "not-separable", where="output"
    ),
    "kinds: normalised circles": Case(prepared_circles(normalization), "not-separable", long=True),
    "kinds: three rings": Case(rings_by_softmax, "not-separable"),
    "kinds: targets of 152 ± 77": Case(quantities(152, 77), "targets-far", where="y"),
    "kinds: targets of 1,000 ± 1": Case(quantities(1000, 1), "targets-far", where="y"),
    "kinds: one label in ten": Case(one_in_ten, "vanishing", epochs=3, long=True),
}
HEALTHY = {
    "kinds: few rows of 3,200 columns": Case(wide_rows, epochs=30),
    "kinds: eight labels in a hundred": Case(eight_in_a_hundred, epochs=30),
    "kinds: ratings": Case(of_ratings(False), epochs=30, long=True),
    "kinds: words": Case(of_words(False), epochs=60, long=True),
    "kinds: three columns": Case(three_columns(False), epochs=100),
    "kinds: standardised targets": Case(quantities(0, 1), epochs=60),
    "kinds: targets of 20 ± 9": Case(quantities(20, 9), epochs=200, long=True),
    "kinds: an output that starts at the mean": Case(
        quantities(152, 77, 152), epochs=20, long=True
    ),
    "kinds: a wide GRU": Case(wide_gates, epochs=2, long=True),
    "kinds: a label for each pixel": Case(masks, epochs=20, long=True),
    "kinds: three classes in a row": Case(three_in_a_row, epochs=60, long=True),
}
