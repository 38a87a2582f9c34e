"""How alike rows are, as kernels [rows, rows], and rules that predict each row from the others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
MOST_COLUMNS = 5000  # of rows that are compared
MOST_WORDS = 5000  # the commonest
NEAR = 10  # rows, the second half as heavy as the first, the third a third
RIDGE = 1.0  # of the mean of a kernel's diagonal


def similarity(quantities: Sequence[Array], categories: Sequence[Array]) -> Array | None:
    """The sum of the kernels of all arrays of a data set.

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
    """Kernels by how often each token occurs, and by which token stands at each place.

    With tokens by Zipf's law, 400 rows of 40, some of which tell a label, plain counts show it
    twice as surely as counts divided by frequency, which are mostly the rare tokens' noise.
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
    """The kernel centred, its diagonal 1 in the mean; 0 where all rows are the same."""
    kernel = centred(kernel)
    size = np.trace(kernel) / len(kernel)
    return kernel / size if size > 1e-12 else np.zeros_like(kernel)


def centred(kernel: Array) -> Array:
    """The kernel of the same features, less their mean."""
    mean = kernel.mean(axis=0)
    return kernel - mean - mean[:, None] + mean.mean()


def nearest(kernel: Array) -> Array:
    """[rows, rows] weights of the nearest other rows in a mean of theirs."""
    rows, own = len(kernel), np.diagonal(kernel)
    distance = own[:, None] + own[None, :] - 2 * kernel
    np.fill_diagonal(distance, np.inf)
    count = min(NEAR, rows - 1)
    places = np.argsort(distance, axis=1, kind="stable")[:, :count]
    weights = 1 / np.arange(1, count + 1)
    found = np.zeros((rows, rows))
    np.put_along_axis(found, places, weights / weights.sum(), axis=1)
    return found


def left_out(kernel: Array) -> Array:
    """Hat matrix of kernel ridge regression; each row is predicted without its own target."""
    kernel = centred(kernel)
    ridge = RIDGE * max(float(np.trace(kernel)) / len(kernel), 1e-12)
    hat = kernel @ np.linalg.inv(kernel + ridge * np.eye(len(kernel)))
    own = np.diagonal(hat).copy()
    np.fill_diagonal(hat, 0.0)
    return hat / np.maximum(1 - own, 1e-6)[:, None]
