"""What a run is trained with, and what makes no sense as such."""

from __future__ import annotations

from dataclasses import dataclass

from glassnet.data.sources import check_seed
from glassnet.errors import SettingError
from glassnet.networks.options import check_layers, check_learning_rate

MOST_EPOCHS = 1_000_000_000


@dataclass(frozen=True)
class Settings:
    """How a network is built and trained.

    layers: units of each hidden layer. activation, initializer, optimizer, loss: Keras' names;
        loss None for the one that the target calls for.
    learning_rate: above 0; None for the optimizer's own. epochs: passes over the rows.
    batch_size: rows a step. seed: of the first weights, the shuffles and the split.
    validation_split: share of the rows held out, 0 (none) up to, not including, 1.

    Raises SettingError if a number is out of its range, whatever the data.
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
    if not 1 <= epochs <= MOST_EPOCHS:
        raise SettingError(f"epochs {epochs}: expected a whole number, 1 to {MOST_EPOCHS:,}.")


def check_batch_size(batch_size: int, rows: int | None = None) -> None:
    """rows: that there are to train on; None if not known yet."""
    if batch_size < 1:
        raise SettingError(f"batch size {batch_size}: expected 1 or more rows.")
    if rows is not None and batch_size > rows:
        raise SettingError(
            f"batch size {batch_size}: there are only {rows} rows to train on; "
            f"give {rows} or fewer."
        )


def check_validation_split(share: float) -> None:
    if not 0 <= share < 1:
        raise SettingError(
            f"validation split {share}: expected a share of the rows, 0 up to but not including 1, "
            "such as 0.2."
        )
