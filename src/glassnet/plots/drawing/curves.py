"""Curves and bands that hide nothing: many points thinned to those seen, non-finite ones marked.

A band is the room between two percentiles, darker towards the median.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.plots.drawing.figures import COLOURS, paled, say_empty
from glassnet.text import message

# About as many as a picture has pixels across.
COLUMNS = 1000
PERCENT = (0, 5, 25, 50, 75, 95, 100)
# (lower, upper) places in PERCENT, message, how dark.
BANDS = ((0, 6, "plot-all", 0.16), (1, 5, "plot-most", 0.36), (2, 4, "plot-half", 0.62))


def visible_points(x: NDArray[Any], *curves: NDArray[Any]) -> NDArray[np.int64]:
    """Indices of the points that draw the same picture as all, rising.

    For each pixel column: the first and the last point, each curve's smallest and largest, and one
    that is not finite if there is one. (Jugel, U. et al. (2014), M4: a visualization-oriented time
    series data aggregation.) x: [n], rising. curves: [n] each.
    """
    if len(x) <= 4 * COLUMNS:
        return np.arange(len(x))
    share = (x - x[0]) / (x[-1] - x[0])
    column = np.minimum(share * COLUMNS, COLUMNS - 1).astype(np.int64)
    first = np.flatnonzero(np.diff(column, prepend=-1))
    last = np.append(first[1:], len(x)) - 1
    found = [first, last]
    for y in curves:
        finite = np.isfinite(y)
        found.append(np.lexsort((np.where(finite, y, np.inf), column))[first])
        found.append(np.lexsort((np.where(finite, y, -np.inf), column))[last])
        found.append(np.lexsort((finite, column))[first])
    return np.unique(np.concatenate(found))


def draw_curve(
    ax: Any, x: NDArray[Any], y: NDArray[Any], *, crosses: bool = True, **style: Any
) -> None:
    """Draw a line through the finite values; it breaks where others are, which get `crosses`.

    A finite value between others makes no line: it gets a marker.
    """
    points = visible_points(x, y)
    x, y = x[points], y[points]
    finite = np.isfinite(y)
    beside = np.zeros(len(y) + 2, bool)
    beside[1:-1] = finite
    alone = np.flatnonzero(finite & ~beside[:-2] & ~beside[2:]).tolist()
    marks: dict[str, Any] = {"marker": "o" if alone else None, "markevery": alone}
    ax.plot(x, np.where(finite, y, np.nan), **marks, **style)
    if crosses:
        mark_steps(ax, x[~finite])


def mark_steps(ax: Any, x: NDArray[Any], sign: str = "x", label: str = "") -> None:
    """Mark steps at the lower edge that have nothing to draw higher up; crosses: not finite."""
    if len(x):
        x = x[visible_points(x)]
        place: dict[str, Any] = {"transform": ax.get_xaxis_transform(), "color": "black"}
        label = label or message("plot-not-finite")
        ax.plot(x, np.full(len(x), 0.04), sign, markersize=5, label=label, **place)


def percentiles(values: NDArray[Any]) -> NDArray[np.float64]:
    """Percentiles of the finite values: [n, …] -> [n, 7]; NaN where none is finite."""
    flat = values.reshape(len(values), -1).astype(np.float64)
    flat = np.sort(np.where(np.isfinite(flat), flat, np.nan), axis=1)  # NaN comes last
    count = np.isfinite(flat).sum(axis=1)
    place = np.maximum(count - 1, 0)[:, None] * np.array(PERCENT) / 100
    low = np.floor(place).astype(np.int64)
    high = np.ceil(place).astype(np.int64)
    below, above = (np.take_along_axis(flat, index, axis=1) for index in (low, high))
    return below + (above - below) * (place - low)


def histogram_percentiles(
    minimum: NDArray[Any], maximum: NDArray[Any], counts: NDArray[Any]
) -> NDArray[np.float64]:
    """Percentiles of histograms, as if the values in a bucket lay evenly: [n, 7].

    The minimum and the maximum are exact, the others to within a bucket; NaN where nothing was
    finite. minimum, maximum: [n]. counts: [n, buckets], equal ones between the two.
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


def draw_bands(
    ax: Any, steps: NDArray[Any], bands: NDArray[np.float64], lost: NDArray[np.bool_]
) -> None:
    """Draw percentiles, [n, 7], in a panel. lost: [n], where some value was not finite."""
    points = visible_points(steps, *bands.T)
    # Each end of thinned bands is a point of theirs; a column's pixel is as wide as they go.
    steps, bands, lost = steps[points], bands[points], lost[points]
    crossed = steps[lost]
    if len(steps) == 1:  # one step makes no band, so it gets some width
        steps, bands = steps[0] + np.array([-0.3, 0.3]), np.repeat(bands, 2, axis=0)
    for lower, upper, key, dark in BANDS:
        # Equal values make a band of no height, so it gets an edge.
        look: dict[str, Any] = {"color": paled(COLOURS[0], dark), "linewidth": 0.5}
        ax.fill_between(steps, bands[:, lower], bands[:, upper], label=message(key), **look)
    ax.plot(steps, bands[:, 3], color="black", lw=1.1, label=message("plot-median"))
    mark_steps(ax, crossed)
    if not np.isfinite(bands).any():
        say_empty(ax, message("plot-not-finite"))
