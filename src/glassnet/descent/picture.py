"""Descents on the curve or the contour of their function, each beside other learning rates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from glassnet.calculus import FormulaStyle
from glassnet.calculus.evaluate import evaluate
from glassnet.descent.descend import Descent
from glassnet.plots.drawing.figures import (
    COLOURS,
    add_title,
    legend_entries,
    lettering,
    new_figure,
    paled,
    plain_numbers,
    shorten,
)
from glassnet.text import message
from glassnet.text.numbers import format_number

if TYPE_CHECKING:
    from matplotlib.figure import Figure

POINTS, GRID, LEVELS = 601, 161, 16
# In reaches of the paths: how much of one that diverges is shown, the margin beyond all of them,
# and what is seen at least on each side of the lowest point.
FARTHEST, MARGIN, ROUND = 4.0, 0.15, 0.4
FINEST = 1e-6  # of a variable's size: axes that are finer have no numbers of their own
ABOVE = 1.05  # of the limit, where it diverges for sure but slowly enough to be seen
# Inches.
PANEL_WIDTH, PANEL_HEIGHT, LEFT, RIGHT = 2.3, 1.9, 0.7, 0.12
HEAD, TOP, BELOW, FOOT = 0.25, 0.45, 0.45, 0.3
CURVE, PATH = COLOURS[0], COLOURS[1]


class Beside(NamedTuple):
    """A descent of the picture, why it has its learning rate, and the limit if that is why."""

    descent: Descent
    why: str
    limit: float


def plot_descent(descent: Descent | Sequence[Descent]) -> Figure:
    """Draw steps on the function's curve, or for two variables on its contour.

    Each descent has a row: the learning rate as given, beside it one that is too small and one that
    is too large. These come from the curvature L on its path: a tenth of the rate, and 1.05 · 2/L,
    at which a parabola of this curvature diverges; beside a rate that is above 2/L itself, 1/L and
    a tenth of that. For optimizers that scale their steps: a tenth and ten times the rate.

    Args:
        descent: one, or several of one function from one start, such as of several optimizers.
    """
    rows = [descent] if isinstance(descent, Descent) else list(descent)
    beside = [beside_rates(each) for each in rows]
    formula = rows[0].formula
    letters = ", ".join(map(str, rows[0].variables))
    expression = FormulaStyle.of(formula).unicode(formula.expression)
    title = f"{formula.name}({letters}) = {expression}"
    view = _View.of([each.descent for panels in beside for each in panels[:2]])
    columns = len(beside[0])
    width = LEFT + columns * (PANEL_WIDTH + RIGHT) + (columns - 1) * (LEFT - RIGHT)
    row_height = PANEL_HEIGHT + TOP + BELOW
    height = len(rows) * row_height + FOOT + HEAD
    with lettering([title]):
        figure: Any = new_figure(width, height)
        for row, panels in enumerate(beside):
            for column, each in enumerate(panels):
                left = LEFT + column * (PANEL_WIDTH + LEFT)
                bottom = FOOT + BELOW + (len(rows) - 1 - row) * row_height
                place = (left / width, bottom / height, PANEL_WIDTH / width, PANEL_HEIGHT / height)
                _draw(figure.add_axes(place), each, view.window(each.descent))
        entries = legend_entries(figure.axes[0])
        below: Any = {"loc": "lower center", "ncols": len(entries), "fontsize": 8}
        figure.legend(list(entries.values()), list(entries), frameon=False, **below)
        add_title(figure, title)
    return figure


def beside_rates(descent: Descent) -> list[Beside]:
    """The descent and two others, by rising learning rate."""
    rate, limit = descent.rate, descent.rate_limit
    if limit is None:
        chosen = {"tenth": rate / 10, "given": rate, "tenfold": rate * 10}
    elif rate <= limit:
        chosen = {"tenth": rate / 10, "given": rate, "above": ABOVE * limit}
    else:
        chosen = {"small": limit / 20, "half": limit / 2, "given": rate}
    return [
        Beside(descent if why == "given" else descent.again(each), why, limit or 0.0)
        for why, each in chosen.items()
    ]


class _View(NamedTuple):
    """What the panels show, so that paths can be compared.

    Attributes:
        lowest: [variables] the lowest point of the paths.
        reach: [variables] how far those that do not diverge go from it.
        low, high: [variables] the ends of those paths.
    """

    lowest: NDArray[np.float64]
    reach: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]

    @classmethod
    def of(cls, descents: Sequence[Descent]) -> _View:
        tame = [each for each in descents if not each.diverges]
        starts = [each.steps[:1] for each in descents]
        steps = [step for part in (*starts, *(each.steps for each in tame)) for step in part]
        points = np.array([step.point for step in steps])
        lowest = points[int(np.argmin([step.value for step in steps]))]
        reach = np.abs(points - lowest).max(axis=0)
        # A variable that does not move gets as much room as the other, or as its own size.
        sizes = np.abs(points).max(axis=0)
        reach = np.where(reach > 0, reach, reach.max() or max(1.0, float(sizes.max())))
        reach = np.maximum(reach, FINEST * sizes)
        return cls(lowest, reach, points.min(axis=0), points.max(axis=0))

    def window(self, descent: Descent) -> NDArray[np.float64]:
        """The ends of each axis, [variables, 2]; of a path beyond them, round the lowest point."""
        low = np.minimum(self.low - MARGIN * self.reach, self.lowest - ROUND * self.reach)
        high = np.maximum(self.high + MARGIN * self.reach, self.lowest + ROUND * self.reach)
        points = np.array([step.point for step in descent.steps])
        if ((low <= points) & (points <= high)).all():
            return np.stack([low, high], axis=1)
        apart = np.abs(points - self.lowest)
        near = apart[(apart <= FARTHEST * self.reach).all(axis=1)]
        half = np.maximum(near.max(axis=0, initial=0.0), self.reach) * (1 + MARGIN)
        return np.stack([self.lowest - half, self.lowest + half], axis=1)


def _draw(ax: Any, beside: Beside, window: NDArray[np.float64]) -> None:
    descent = beside.descent
    (_curve if len(descent.variables) == 1 else _contour)(ax, descent, window)
    points = np.array([step.point for step in descent.steps])
    if points.shape[1] == 1:
        points = np.column_stack([points, [step.value for step in descent.steps]])
    path: dict[str, Any] = {"color": PATH, "lw": 1.0, "markersize": 3.5, "zorder": 3}
    ax.plot(*points.T, "o-", label=message("descent-path"), **path)
    ends: dict[str, Any] = {"markeredgecolor": "white", "zorder": 4}
    ends |= {"color": "black", "markeredgewidth": 0.8}
    ax.plot(*points[0], "s", markersize=7, label=message("descent-start"), **ends)
    ax.plot(*points[-1], "*", markersize=11, label=message("descent-last"), **ends)
    ax.set_xlim(*window[0])
    ax.set_xlabel(shorten(str(descent.variables[0])), fontsize=8, labelpad=1)
    ax.tick_params(labelsize=7)
    ax.locator_params(axis="x", nbins=4)
    ax.locator_params(axis="y", nbins=5)
    plain_numbers(ax.xaxis)
    plain_numbers(ax.yaxis)
    ax.set_title("\n".join(_heading(beside)), fontsize=8, y=1.0, loc="left", pad=4)


def _heading(beside: Beside) -> list[str]:
    """The optimizer and its rate; why it has this rate, and what comes of it."""
    descent = beside.descent
    numbers = {"value": descent.steps[-1].value, "limit": beside.limit}
    shown = {key: format_number(each, 3) for key, each in numbers.items()}
    end = "diverges" if descent.diverges else descent.end
    rate = format_number(descent.rate, 3)
    return [
        message("descent-rate", optimizer=descent.optimizer, rate=rate),
        message("descent-panel", why=beside.why, end=end, name=descent.formula.name, **shown),
    ]


def _curve(ax: Any, descent: Descent, window: NDArray[np.float64]) -> None:
    x = np.linspace(window[0, 0], window[0, 1], POINTS)
    heights = _values(descent, [x])
    ax.plot(x, heights, color=CURVE, lw=1.5, label=descent.formula.name)
    finite = heights[np.isfinite(heights)]
    seen = [step.value for step in descent.steps if window[0, 0] <= step.point[0] <= window[0, 1]]
    low, high = np.percentile(finite, [0, 98]) if len(finite) else (seen[0], seen[0])
    low, high = min(low, *seen), max(high, *seen)
    room = 0.08 * (high - low) or 1.0
    ax.set_ylim(low - room, high + room)


def _contour(ax: Any, descent: Descent, window: NDArray[np.float64]) -> None:
    from matplotlib.colors import LinearSegmentedColormap

    x, y = (np.linspace(low, high, GRID) for low, high in window)
    heights = np.ma.masked_invalid(_values(descent, np.meshgrid(x, y)))
    # By rank: evenly spaced levels would leave a valley such as Rosenbrock's without a line.
    shares = np.linspace(0, 1, LEVELS)
    known = heights.compressed() if heights.count() else np.zeros(1)
    levels = np.unique(np.quantile(known, shares))
    if len(levels) > 1:
        colours = LinearSegmentedColormap.from_list("heights", ["#FFFFFF", paled(CURVE, 0.75)])
        norm = _by_rank(levels)
        ax.contourf(x, y, heights, levels, cmap=colours, norm=norm)
        ax.contour(x, y, heights, levels, colors=[CURVE], linewidths=0.4)
    ax.set_ylim(*window[1])
    ax.set_ylabel(shorten(str(descent.variables[1]), 30), fontsize=8, labelpad=1)


def _by_rank(levels: NDArray[np.float64]) -> Any:
    """Equal steps of colour from level to level."""
    from matplotlib.colors import BoundaryNorm

    return BoundaryNorm(levels, 256)


def _values(descent: Descent, variables: Sequence[NDArray[np.float64]]) -> NDArray[np.float64]:
    """f at numbers of one shape, one array a variable; NaN where it has no value."""
    at = descent.point_with(variables)
    with np.errstate(all="ignore"):
        found = np.asarray(evaluate(descent.formula.expression, at), np.float64)
    return np.broadcast_to(found, variables[0].shape)
