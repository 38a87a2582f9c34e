"""How alike rows are: a kernel of their numbers, and kernels of their words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
MOST_COLUMNS = 5000
MOST_WORDS = 5000  # the commonest


def alike(numbers: Sequence[Array], words: Sequence[Array]) -> Array | None:
    """[rows, rows], centred, the diagonal 1 in the mean: the sum of what each says.

    numbers: [rows, …] each, of which every column counts the same. words: [rows, …] each, numbers
    that only name something. None where there is nothing, too much, or what is not finite.
    """
    given = [*numbers, *words]
    if not given or any(each.dtype.kind not in "fiub" for each in given):
        return None
    flat = [each.reshape(len(each), -1) for each in given]
    if sum(each.shape[1] for each in flat) > MOST_COLUMNS:
        return None
    if not all(np.isfinite(each).all() for each in flat):
        return None
    kernels = [_of_numbers(np.concatenate(flat[: len(numbers)], axis=1))] if numbers else []
    for each in flat[len(numbers) :]:
        kernels.extend(_of_words(each))
    return _scaled(np.sum([_scaled(each) for each in kernels], axis=0))


def standardised(flat: Array) -> Array:
    """[rows, columns] float64, each column of mean 0 and deviation 1."""
    flat = flat.astype(np.float64)
    spread = flat.std(axis=0)
    return (flat - flat.mean(axis=0)) / np.where(spread > 0, spread, 1.0)


def _of_numbers(flat: Array) -> Array:
    columns = standardised(flat)
    return columns @ columns.T


def _of_words(flat: Array) -> Iterator[Array]:
    """Of how often each word is there, and of which stands at each place.

    Of Zipf's words, 400 rows of 40, some of which tell a label: counts as they are show it twice as
    surely as counts by their frequency, which are mostly the rare words' noise.
    """
    rows = len(flat)
    words, numbers, often = np.unique(flat, return_inverse=True, return_counts=True)
    numbers = numbers.reshape(flat.shape)
    counts = np.zeros((rows, len(words)))
    np.add.at(counts, (np.arange(rows)[:, None], numbers), 1)
    common = counts[:, np.argsort(-often, kind="stable")[:MOST_WORDS]]
    yield common @ common.T
    same = np.zeros((rows, rows))
    for place in numbers.T:
        same += place[:, None] == place[None, :]
    yield same


def _scaled(kernel: Array) -> Array:
    """Centred; 0 where all rows are the same."""
    mean = kernel.mean(axis=0)
    kernel = kernel - mean - mean[:, None] + mean.mean()
    size = np.trace(kernel) / len(kernel)
    return kernel / size if size > 1e-12 else np.zeros_like(kernel)
