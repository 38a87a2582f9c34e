"""What `train` does when nothing is asked for: one row a kind of data.

Measured on 100 seeds with Keras' own steps (`tests/networks/test_defaults.py` repeats a part):
gates are right in all four rows for every seed; parity of 2 to 5 bits too; the 2-D shapes are right
in at least 97 % of their rows for every seed. Logistic units learn a gate, as in the text-book;
with more bits a whole truth table of them stays at chance for thousands of epochs, tanh does not.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from glassnet.data.dataset import Dataset

# Where the data is not a truth table: rows a batch, and passes over the data. A table of a million
# rows needs fewer passes than one of 200: no more steps than these, though never under 5 passes.
BATCH_ROWS = 32
EPOCHS = 200
LEAST_EPOCHS = 5
STEPS = 50_000


@dataclass(frozen=True)
class TrainingDefaults:
    """Settings that `build` and `fit` take, names as Keras has them.

    layers: units of each hidden layer. batch_size: rows a step.
    """

    layers: tuple[int, ...]
    activation: str
    initializer: str
    optimizer: str
    learning_rate: float
    epochs: int
    batch_size: int


def _gate(dataset: Dataset) -> TrainingDefaults:
    return TrainingDefaults(
        layers=(10,),
        activation="sigmoid",
        initializer="glorot_uniform",
        optimizer="adam",
        learning_rate=0.1,
        epochs=1000,
        batch_size=len(dataset.x),
    )


def _truth_table(dataset: Dataset) -> TrainingDefaults:
    inputs = dataset.x.shape[1]
    return TrainingDefaults(
        layers=(8 * inputs,),
        activation="tanh",
        initializer="he_normal",
        optimizer="adam",
        learning_rate=0.02,
        epochs=1000 if inputs <= 8 else 2000,
        batch_size=len(dataset.x),
    )


def _rows(dataset: Dataset) -> TrainingDefaults:
    steps_an_epoch = -(-len(dataset.x) // BATCH_ROWS)
    return TrainingDefaults(
        layers=(16, 16),
        activation="relu",
        initializer="he_uniform",
        optimizer="adam",
        learning_rate=0.01,
        epochs=max(LEAST_EPOCHS, min(EPOCHS, STEPS // steps_an_epoch)),
        batch_size=min(BATCH_ROWS, len(dataset.x)),
    )


# The first row whose condition holds.
DEFAULTS: tuple[tuple[Callable[[Dataset], bool], Callable[[Dataset], TrainingDefaults]], ...] = (
    (lambda dataset: dataset.exhaustive and dataset.x.shape[1] <= 2, _gate),
    (lambda dataset: dataset.exhaustive, _truth_table),
    (lambda dataset: True, _rows),
)


def defaults_for(dataset: Dataset) -> TrainingDefaults:
    """The settings that succeed on a dataset of this kind, for nearly every seed."""
    return next(settings(dataset) for holds, settings in DEFAULTS if holds(dataset))
