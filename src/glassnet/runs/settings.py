"""What a run is trained with, and the range of each setting."""

from __future__ import annotations

from dataclasses import dataclass

from glassnet.data.sources import check_seed
from glassnet.errors import SettingError
from glassnet.networks.options import check_layers, check_learning_rate
from glassnet.text import message

MOST_EPOCHS = 1_000_000_000


@dataclass(frozen=True)
class Settings:
    """How a network is built and trained. Raises SettingError for a number out of its range.

    Attributes:
        layers: units of each hidden layer.
        activation: Keras' name, of the hidden layers.
        initializer: Keras' name, of every kernel.
        optimizer: Keras' name.
        learning_rate: above 0; None for the optimizer's own.
        loss: Keras' name; None for the task's default.
        epochs: passes over the rows.
        batch_size: rows per step.
        seed: of the first weights, the shuffles and the split.
        validation_split: share of the rows held out, from 0 (none) up to but not including 1.
    """

    layers: tuple[int, ...]
    activation: str
    initializer: str
    optimizer: str
    learning_rate: float | None
    loss: str | None
    epochs: int
    batch_size: int
    seed: int = 0
    validation_split: float = 0.0

    def __post_init__(self) -> None:
        check_layers(self.layers)
        check_epochs(self.epochs)
        check_learning_rate(self.learning_rate)
        check_batch_size(self.batch_size)
        check_seed(self.seed)
        check_validation_split(self.validation_split)


def check_epochs(epochs: int) -> None:
    """Raise SettingError unless from 1 to a billion."""
    if not 1 <= epochs <= MOST_EPOCHS:
        raise SettingError(message("run-epochs", found=str(epochs), most=MOST_EPOCHS))


def check_batch_size(batch_size: int, rows: int | None = None) -> None:
    """Raise SettingError unless from 1 to `rows`, those to train on (None: not known yet)."""
    if batch_size < 1:
        raise SettingError(message("run-batch-size", found=str(batch_size)))
    if rows is not None and batch_size > rows:
        raise SettingError(message("run-batch-rows", found=str(batch_size), rows=rows))


def check_validation_split(share: float) -> None:
    """Raise SettingError unless from 0 up to but not including 1."""
    if not 0 <= share < 1:
        raise SettingError(message("run-validation-split", found=str(share)))
