"""A network's options as far as they are known without Keras: layers, learning rate, loss.

The loss is known before Keras loads because it decides how a file is read. Left out on purpose:
mean_squared_error for classes, because y is one column of class indices and would be broadcast
against the softmax's columns; mean_absolute_percentage_error and mean_squared_logarithmic_error for
regression, because a standardised y passes through 0.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from numbers import Integral, Real
from typing import TYPE_CHECKING

from glassnet.errors import SettingError
from glassnet.text import message

if TYPE_CHECKING:
    from glassnet.data.dataset import Dataset, Task

MOST_LAYERS = 100
MOST_UNITS = 65_536

# Keras' names; the first of a task is its default.
LOSSES_OF: Mapping[Task, tuple[str, ...]] = {
    "binary": (
        "binary_crossentropy",
        "binary_focal_crossentropy",
        "mean_squared_error",
        "mean_absolute_error",
        "huber",
        "log_cosh",
        "hinge",
        "squared_hinge",
    ),
    "classes": ("sparse_categorical_crossentropy",),
    "regression": ("mean_squared_error", "mean_absolute_error", "huber", "log_cosh"),
}
LOSS_ALIASES = {
    "bce": "binary_crossentropy",
    "kld": "kl_divergence",
    "mae": "mean_absolute_error",
    "mape": "mean_absolute_percentage_error",
    "mse": "mean_squared_error",
    "msle": "mean_squared_logarithmic_error",
}

# Rows a batch where the data is not a truth table.
BATCH_ROWS = 32
# A million rows need fewer epochs than two hundred: no more steps than these, but 5 epochs.
MOST_STEPS = 50_000
LEAST_EPOCHS = 5


def parse_layers(text: str) -> tuple[int, ...]:
    """The sizes of the hidden layers: `10,10,10` is (10, 10, 10); `` or `0` is no hidden layer.

    Raises:
        SettingError: anything but whole numbers between commas, or sizes that `check_layers`
            refuses.
    """
    if text.strip() in ("", "0"):
        return ()
    try:
        layers = tuple(int(part) for part in text.split(","))
    except ValueError:
        raise SettingError(message("network-layers-form", found=text[:40])) from None
    return check_layers(layers)


def check_layers(layers: Sequence[int]) -> tuple[int, ...]:
    """The same sizes, if each has 1 to 65,536 units and there are at most 100 of them."""
    if len(layers) > MOST_LAYERS:
        raise SettingError(message("network-layers", found=len(layers), most=MOST_LAYERS))
    for units in layers:
        if not (isinstance(units, Integral) and 1 <= units <= MOST_UNITS):
            sizes = ",".join(map(str, layers))
            raise SettingError(
                message("network-units", layers=sizes, found=str(units), most=MOST_UNITS)
            )
    return tuple(layers)


def check_learning_rate(learning_rate: float | None) -> None:
    """Raise SettingError unless a rate is above 0 and finite, or None: the optimizer's own."""
    if learning_rate is None:
        return
    number = isinstance(learning_rate, Real)
    if not (number and math.isfinite(learning_rate) and learning_rate > 0):
        found = str(learning_rate) if number else repr(learning_rate)
        raise SettingError(message("network-learning-rate", found=found))


def tasks_of(loss: str | None) -> tuple[Task, ...]:
    """The tasks that a loss fits, by any of its names; () for None."""
    name = None if loss is None else keras_name(loss, LOSS_ALIASES)
    return tuple(task for task, losses in LOSSES_OF.items() if name in losses)


def keras_name(name: str, aliases: Mapping[str, str]) -> str:
    """A name as Keras writes it: `MSE` is mean_squared_error."""
    plain = name.strip().lower().replace("-", "_")
    return aliases.get(plain, plain)


@dataclass(frozen=True)
class TrainingDefaults:
    """Settings as `build` and `fit` take them; `layers` are the hidden layers' units."""

    layers: tuple[int, ...]
    activation: str
    initializer: str
    optimizer: str
    learning_rate: float
    epochs: int
    batch_size: int


def defaults_for(dataset: Dataset) -> TrainingDefaults:
    """The settings that succeed on a dataset of this kind, for nearly every seed.

    Measured on 100 seeds with Keras' own steps (`tests/networks/test_defaults.py` repeats a part):
    gates and parity of 1 to 6 bits are right in every row for every seed, the 2-D shapes in at
    least 97 % of their rows. Ten logistic units learn a gate within 100 epochs. They do not serve
    for many bits: with 48 of them parity of 6 is learned from 76 % of seeds in 2,000 epochs, with
    48 tanh units from all in 250.
    """
    rows, inputs = dataset.x.shape
    if dataset.exhaustive and inputs <= 2:
        return TrainingDefaults((10,), "sigmoid", "glorot_uniform", "adam", 0.1, 1000, rows)
    if dataset.exhaustive:
        epochs = 1000 if inputs <= 8 else 2000
        return TrainingDefaults((8 * inputs,), "tanh", "he_normal", "adam", 0.02, epochs, rows)
    layers, epochs = (16, 16), 200
    if dataset.preparation is not None:
        # Smaller and shorter than for a shape, whose rows are nearly free of noise: on the tables
        # that scikit-learn ships, 16-16 for 200 epochs overfits, and is worse on rows held out than
        # a linear model; this network is not (tests/networks/test_defaults.py).
        layers, epochs = (16,), 50
    epochs = max(LEAST_EPOCHS, min(epochs, MOST_STEPS // -(-rows // BATCH_ROWS)))
    batch = min(BATCH_ROWS, rows)
    return TrainingDefaults(layers, "relu", "he_uniform", "adam", 0.01, epochs, batch)
