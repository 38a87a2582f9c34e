"""A function, its tangent at a point, and secants that close on it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from glassnet.errors import SettingError
from glassnet.plots.colours import COLOURS
from glassnet.plots.figures import lettering, name, sheet
from glassnet.plots.lines import curve

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from glassnet.calculus import Derivation
    from glassnet.calculus.point import Point

# Where to look if nobody says: the first at which there is a derivative.
PLACES = (1.0, 0.5, 2.0, -1.0, 0.1, 0.0, 5.0)
SECANTS = (2.0, 1.0, 0.5)  # h
REACH = 2.5  # to both sides of the point
POINTS = 2001


def plot_derivative(derivation: Derivation, at: Mapping[str, float | str] | None = None) -> Figure:
    """The function near a point, secants through it and x + h for h = 2, 1, 0.5, and the tangent.

    Of a second derivative the function is the first one, and so on. at: a value for each letter; by
    default one at which there is a derivative.

    Raises PointError for a letter without a value; DomainError where there is no derivative;
    SettingError if none is found.
    """
    from glassnet.calculus.evaluate import value
    from glassnet.calculus.point import spoken
    from glassnet.calculus.slope import slope
    from glassnet.calculus.writing import Writing

    step = derivation.stages[-1]
    x = step.variable
    point = derivation.point(at) if at else _place(derivation)
    tangent = slope(step, point)
    here, height = point.get(x, 0.0), float(value(step.before, _arrays(point)))
    across = np.linspace(here - REACH, here + REACH, POINTS)
    called = derivation.formula.name
    title = f"{called} = {Writing.of(derivation.formula).plain(step.before)}"
    where = spoken(point)
    with lettering([title, where]), np.errstate(all="ignore"):
        figure = sheet(6.4, 4.4)
        ax = figure.add_axes((0.11, 0.13, 0.86, 0.77))
        heights = np.asarray(value(step.before, {**_arrays(point), x: across}), float)
        curve(ax, across, np.broadcast_to(heights, across.shape), color=COLOURS[0], label=called)
        for number, h in enumerate(SECANTS):
            end = float(value(step.before, {**_arrays(point), x: np.float64(here + h)}))
            if not math.isfinite(end):
                continue
            rise = (end - height) / h
            style: Any = (0, (6 - 2 * number, 2))
            label = f"h = {h:g}: {rise:.4g}"
            line = height + rise * (across - here)
            ax.plot(across, line, color=COLOURS[4 - number], linestyle=style, lw=1, label=label)
            ax.plot([here + h], [end], "o", color=COLOURS[4 - number], markersize=4)
        line = height + tangent * (across - here)
        ax.plot(across, line, color=COLOURS[1], lw=2, label=f"{derivation.label} = {tangent:.6g}")
        ax.plot([here], [height], "o", color="black", markersize=5)
        _limit(ax, heights, height)
        ax.set_xlabel(name(str(x)))
        ax.set_title(name(f"{title}   ({where})" if where else title, 90), fontsize=10, y=1.0)
        ax.legend(frameon=False, fontsize=9)
    return figure


def _place(derivation: Derivation) -> Point:
    """A point at which there is a derivative; all letters have the same value there."""
    from glassnet.calculus.errors import DomainError
    from glassnet.calculus.slope import slope
    from glassnet.messages import text

    for number in PLACES:
        point = dict.fromkeys(derivation.formula.letters, number)
        try:
            slope(derivation.stages[-1], point)
        except DomainError:
            continue
        return point
    raise SettingError(text("plot-no-place"))


def _arrays(point: Point) -> dict[Any, Any]:
    return {symbol: np.float64(number) for symbol, number in point.items()}


def _limit(ax: Any, heights: Any, height: float) -> None:
    """What the function needs, and no more than that: a secant may be steep, a pole is."""
    finite = heights[np.isfinite(heights)]
    low, high = np.percentile(finite, [3, 97]) if len(finite) else (height, height)
    low, high = min(low, height), max(high, height)
    room = 0.25 * (high - low) or max(1.0, abs(height))
    ax.set_ylim(low - room, high + room)
