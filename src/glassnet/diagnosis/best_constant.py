"""What the best prediction is that is the same for all rows: the bar that learning has to pass."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.diagnosis.loss_specs import LOSSES

Array = NDArray[Any]
TINY = 1e-7  # Keras keeps probabilities this far from 0 and 1


def constants(loss: str, from_logits: bool, targets: Array, shape: tuple[int, ...]) -> list[Array]:
    """Candidates, each of a shape that broadcasts to `shape`, the outputs'; of which the least
    loss tells the best one. None where it is not known how to find it."""
    wants = LOSSES.get(loss)
    if wants is not None and wants.whole:
        share = _frequencies(targets, shape[-1])
        if share is None:
            return []
        return [np.log(share) if from_logits else share]
    try:
        aligned = targets.reshape(shape) if targets.size == np.prod(shape) else targets
        mean, median = aligned.mean(axis=0), np.median(aligned, axis=0)
        np.broadcast_shapes(mean.shape, shape)
    except (ValueError, TypeError):
        return []
    if from_logits and wants is not None and wants.output != "any":
        p = np.clip(mean, TINY, 1 - TINY)
        return [np.log(p) - np.log1p(-p) if wants.output == "probability" else np.log(p)]
    if loss in ("hinge", "squared_hinge"):
        return [np.full_like(mean, each, np.float32) for each in (-1, 0, 1)]
    return [mean, median]


def _frequencies(targets: Array, classes: int) -> Array | None:
    numbers = targets.astype(np.int64).ravel()
    if not numbers.size or numbers.min() < 0 or numbers.max() >= classes:
        return None
    share = np.bincount(numbers, minlength=classes) / numbers.size
    return np.clip(share, TINY, 1.0)
