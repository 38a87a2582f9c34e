"""Validation rows that had a part in how the training rows were standardised."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.diagnosis import Finding

LIKELIHOOD = 0.3  # training does not suffer from it; val_loss is too good
EXACT = 1e-4  # off mean 0 and deviation 1, by float32's rounding alone
FEWEST = 20  # rows of each


def leaked_scaling(training: NDArray[Any], validation: NDArray[Any]) -> Finding | None:
    """A finding if columns have mean 0 and deviation 1 over all rows together, and the training
    rows alone do not: they were standardised before they were split.

    training, validation: [rows, columns].
    """
    shapes = (training.shape, validation.shape)
    if any(len(each) != 2 or each[0] < FEWEST for each in shapes) or shapes[0][1] != shapes[1][1]:
        return None
    together = np.concatenate([training, validation]).astype(np.float64)
    varying = together.std(axis=0) > EXACT
    if not varying.any() or _distance(together[:, varying]) > EXACT:
        return None
    alone = training[:, varying].astype(np.float64)
    if _distance(alone) <= 10 * EXACT:
        return None
    evidence = {
        "mean": float(np.abs(alone.mean(axis=0)).max()),
        "training": len(training),
        "validation": len(validation),
    }
    return Finding("leaked-scaling", LIKELIHOOD, "val_x", evidence)


def _distance(columns: NDArray[np.float64]) -> float:
    """The largest distance of a column from mean 0 and deviation 1, over rows or rows − 1."""
    rows, deviations = len(columns), columns.std(axis=0)
    over_rows, over_fewer = (
        np.abs(factor * deviations - 1).max() for factor in (1.0, np.sqrt(rows / (rows - 1)))
    )
    return max(float(np.abs(columns.mean(axis=0)).max()), min(over_rows, over_fewer))
