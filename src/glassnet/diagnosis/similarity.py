"""How similar rows are: a kernel of their numbers, and kernels of their categories."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
MOST_COLUMNS = 5000
MOST_WORDS = 5000  # the commonest


def similarity(quantities: Sequence[Array], categories: Sequence[Array]) -> Array | None:
    """Sum the kernels of all arrays of a data set.

    Args:
        quantities: [rows, …] each; every column counts the same.
        categories: [rows, …] each; numbers that only name something.

    Returns:
        [rows, rows], centred, its diagonal 1 in the mean; None for no arrays, too many columns, or
        numbers that are not finite.
    """
    arrays = [*quantities, *categories]
    if not arrays or any(each.dtype.kind not in "fiub" for each in arrays):
        return None
    flat = [each.reshape(len(each), -1) for each in arrays]
    if sum(each.shape[1] for each in flat) > MOST_COLUMNS:
        return None
    if not all(np.isfinite(each).all() for each in flat):
        return None
    kernels: list[Array] = []
    if quantities:
        columns = standardised(np.concatenate(flat[: len(quantities)], axis=1))
        kernels.append(columns @ columns.T)
    for each in flat[len(quantities) :]:
        kernels.extend(_of_words(each))
    return _scaled(np.sum([_scaled(each) for each in kernels], axis=0))


def standardised(flat: Array) -> Array:
    """[rows, columns] float64, each column of mean 0 and deviation 1."""
    flat = flat.astype(np.float64)
    spread = flat.std(axis=0)
    return (flat - flat.mean(axis=0)) / np.where(spread > 0, spread, 1.0)


def _of_words(flat: Array) -> Iterator[Array]:
    """By how often each word occurs, and by which word stands at each place.

    Of Zipf's words, 400 rows of 40, some of which tell a label: plain counts show it twice as
    surely as counts divided by their frequency, which are mostly the rare words' noise.
    """
    rows = len(flat)
    words, numbers, frequency = np.unique(flat, return_inverse=True, return_counts=True)
    numbers = numbers.reshape(flat.shape)
    counts = np.zeros((rows, len(words)))
    np.add.at(counts, (np.arange(rows)[:, None], numbers), 1)
    common = counts[:, np.argsort(-frequency, kind="stable")[:MOST_WORDS]]
    yield common @ common.T
    same = np.zeros((rows, rows))
    for place in numbers.T:
        same += place[:, None] == place[None, :]
    yield same


def _scaled(kernel: Array) -> Array:
    """Centred; 0 where all rows are the same."""
    kernel = centred(kernel)
    size = np.trace(kernel) / len(kernel)
    return kernel / size if size > 1e-12 else np.zeros_like(kernel)


def centred(kernel: Array) -> Array:
    """The kernel of the same features, less their mean."""
    mean = kernel.mean(axis=0)
    return kernel - mean - mean[:, None] + mean.mean()
