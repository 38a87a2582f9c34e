"""Curves that hide nothing: of many points those that are seen, of others what they are."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

# About as many as a picture has pixels across.
COLUMNS = 1000

STYLES = ("-", "--", "-.", ":")
# Of a marker and the next on one line.
MARKS = 9


def kept(x: NDArray[Any], *curves: NDArray[Any]) -> NDArray[np.int64]:
    """Indices of the points that draw the same picture as all, rising.

    x: [n], rising. curves: [n] each. Of each pixel column: the first and the last point, each
    curve's smallest and largest, and one that is not finite if there is one. (Jugel, U. et al.
    (2014), M4: a visualization-oriented time series data aggregation.)
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


def curve(
    ax: Any,
    x: NDArray[Any],
    y: NDArray[Any],
    *,
    marker: str = "",
    crosses: bool = True,
    **style: Any,
) -> None:
    """A line through the finite values; it breaks where others are, which get `crosses`.

    marker: one of a few along the line. A finite value between others makes no line: it gets one
    too.
    """
    points = kept(x, y)
    x, y = x[points], y[points]
    finite = np.isfinite(y)
    beside = np.zeros(len(y) + 2, bool)
    beside[1:-1] = finite
    marked = finite & ~beside[:-2] & ~beside[2:]
    if marker:
        marked[:: max(1, len(y) // MARKS)] = True
    ax.plot(
        x,
        np.where(finite, y, np.nan),
        marker=marker or ("o" if marked.any() else None),
        markevery=np.flatnonzero(marked).tolist(),
        **style,
    )
    if crosses:
        cross(ax, x[~finite])


def cross(ax: Any, x: NDArray[Any], sign: str = "x", label: str = "not finite") -> None:
    """Marks at the lower edge, where there is nothing to draw higher up."""
    if len(x):
        x = x[kept(x)]
        ax.plot(
            x,
            np.full(len(x), 0.04),
            sign,
            color="black",
            markersize=5,
            transform=ax.get_xaxis_transform(),
            label=label,
        )
