"""The settings `glassnet train` uses when none are given, by the kind of data.

Measured on 100 seeds with Keras' own steps (`tests/networks/test_defaults.py` repeats a part):
gates and parity of 1 to 6 bits are right in every row for every seed, the 2-D shapes in at least
97 % of their rows. Ten logistic units learn a gate within 100 epochs. They do not serve for many
bits: with 48 of them parity of 6 is learned from 76 % of seeds in 2,000 epochs, with 48 tanh units
from all in 250.
"""

from __future__ import annotations

from dataclasses import dataclass

from glassnet.data.dataset import Dataset

# Rows a batch where the data is not a truth table.
BATCH_ROWS = 32
# A million rows need fewer epochs than two hundred: no more steps than these, but 5 epochs.
MOST_STEPS = 50_000
LEAST_EPOCHS = 5


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
    """The settings that succeed on a dataset of this kind, for nearly every seed."""
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
