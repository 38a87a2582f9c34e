"""Rows to train on and rows to hold out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.data.dataset import Dataset
from glassnet.errors import SettingError


def split(dataset: Dataset, share: float, seed: int) -> tuple[Dataset, Dataset | None]:
    """(rows to train on, rows held out), drawn from `seed`; (dataset, None) for a share of 0.

    Stratified: each class gives the same share of its rows, to within a row, so that a rare class
    is on both sides if it has rows enough. A real target is split plainly. Both sides are
    shuffled: files are often sorted by class. The columns of a file are standardised anew, by the
    rows to train on alone: nothing of a row held out is in what is learned.

    Raises SettingError if a side would be empty.
    """
    if share == 0:
        return dataset, None
    shuffled = dataset.shuffled(seed)
    rows = len(shuffled.x)
    held = round(share * rows)
    if not 0 < held < rows:
        raise SettingError(
            f"validation split {share}: of {rows} rows that leaves "
            f"{'none to hold out' if held == 0 else 'none to train on'}."
        )
    is_held = np.zeros(rows, np.bool_)
    is_held[np.argsort(-_rank_in_class(shuffled), kind="stable")[:held]] = True
    standardised = shuffled.standardised_by(~is_held)
    return _rows(standardised, ~is_held), _rows(standardised, is_held)


def _rank_in_class(dataset: Dataset) -> NDArray[Any]:
    """Where each row stands among those of its class, 0 < rank < 1. [rows] float64.

    Cutting at one rank cuts every class in the same proportion.
    """
    labels = dataset.y.reshape(-1) if dataset.class_names else np.zeros(len(dataset.y))
    ranks = np.empty(len(labels))
    for label in np.unique(labels):
        mine = labels == label
        count = int(mine.sum())
        ranks[mine] = (np.arange(count) + 0.5) / count
    return ranks


def _rows(dataset: Dataset, chosen: NDArray[Any]) -> Dataset:
    return replace(dataset, x=dataset.x[chosen], y=dataset.y[chosen], exhaustive=False)
