"""Distributions over time: bands between percentiles, darker towards the median."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.plots.drawing.curves import cross, kept
from glassnet.plots.drawing.figures import no_numbers
from glassnet.plots.drawing.style import COLOURS

PERCENT = (0, 5, 25, 50, 75, 95, 100)
# (lower, upper) places in PERCENT, name, how dark.
BANDS = ((0, 6, "all", 0.16), (1, 5, "5 to 95 %", 0.36), (2, 4, "25 to 75 %", 0.62))


def of_values(values: NDArray[Any]) -> NDArray[np.float64]:
    """Percentiles of the finite values: [n, …] -> [n, 7]; NaN where none is finite."""
    flat = values.reshape(len(values), -1).astype(np.float64)
    flat = np.sort(np.where(np.isfinite(flat), flat, np.nan), axis=1)  # NaN comes last
    count = np.isfinite(flat).sum(axis=1)
    place = np.maximum(count - 1, 0)[:, None] * np.array(PERCENT) / 100
    low = np.floor(place).astype(np.int64)
    high = np.ceil(place).astype(np.int64)
    below, above = (np.take_along_axis(flat, index, axis=1) for index in (low, high))
    return below + (above - below) * (place - low)


def of_histograms(
    minimum: NDArray[Any], maximum: NDArray[Any], counts: NDArray[Any]
) -> NDArray[np.float64]:
    """Percentiles of histograms, as if the values in a bucket lay evenly: [n, 7].

    minimum, maximum: [n]. counts: [n, buckets], equal ones between the two. The minimum and the
    maximum are exact, the others to within a bucket; NaN where nothing was finite.
    """
    total = counts.sum(axis=1).astype(np.float64)
    some = total > 0
    low, high = (np.where(some, end, np.nan).astype(np.float64) for end in (minimum, maximum))
    upto = np.zeros((len(counts), counts.shape[1] + 1))
    upto[:, 1:] = np.cumsum(counts, axis=1)
    wanted = total[:, None] * np.array(PERCENT) / 100
    # The bucket in which a percentile lies: the first whose end reaches it, and is not empty.
    bucket = (upto[:, None, 1:] < wanted[:, :, None]).sum(axis=2)
    start = np.take_along_axis(upto, bucket, axis=1)
    size = np.take_along_axis(upto, bucket + 1, axis=1) - start
    inside = np.divide(wanted - start, size, out=np.zeros_like(size), where=size > 0)
    found = low[:, None] + (high - low)[:, None] * (bucket + inside) / counts.shape[1]
    found[:, 0], found[:, -1] = low, high
    return found


def draw(
    ax: Any, steps: NDArray[Any], percentiles: NDArray[np.float64], lost: NDArray[np.bool_]
) -> None:
    """Bands in a panel. steps, lost: [n]; lost: where some value was not finite."""
    points = kept(steps, *percentiles.T)
    # Each end of thinned bands is a point of theirs; a column's pixel is as wide as they go.
    steps, percentiles, lost = steps[points], percentiles[points], lost[points]
    crossed = steps[lost]
    if len(steps) == 1:  # one step makes no band, so it gets some width
        steps, percentiles = steps[0] + np.array([-0.3, 0.3]), np.repeat(percentiles, 2, axis=0)
    for lower, upper, label, dark in BANDS:
        ax.fill_between(
            steps,
            percentiles[:, lower],
            percentiles[:, upper],
            color=_mixed_with_white(dark),
            linewidth=0.5,  # equal values make a band of no height
            label=label,
        )
    ax.plot(steps, percentiles[:, 3], color="black", lw=1.1, label="median")
    cross(ax, crossed)
    if not np.isfinite(percentiles).any():
        no_numbers(ax)


def _mixed_with_white(share: float) -> Any:
    from matplotlib.colors import to_rgb

    return tuple(1 - (1 - part) * share for part in to_rgb(COLOURS[0]))
