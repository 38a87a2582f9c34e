"""A function, its tangent at a point, and secants that close on it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from glassnet.plots.drawing.curves import draw_curve
from glassnet.plots.drawing.figures import COLOURS, lettering, new_figure, shorten
from glassnet.plots.near_point import (
    ROOM,
    STEPS,
    Curve,
    curve_of,
    jumps,
    telling_point,
    widest_step,
)
from glassnet.text import message

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from glassnet.calculus import Derivation
    from glassnet.calculus.formula import Point

POINTS = 2001
MOST_PANELS = 6
# Inches: a panel, and to its right the legend, which so never lies over a curve.
WIDTH, HEIGHT, LEFT, LEGEND, BELOW, ABOVE = 8.3, 3.6, 0.8, 2.8, 0.55, 0.55
EMPTY = "#EEEEEE"


def plot_derivative(
    derivation: Derivation | Sequence[Derivation], at: Mapping[str, float | str] | None = None
) -> Figure:
    """Draw a function near a point, its tangent, and secants through x and x + h for smaller h.

    How wide the picture is depends on how fast the function bends there.

    Args:
        derivation: The derivative to draw. For a second derivative the function is the first one,
            and so on; a gradient gets a panel for each variable.
        at: A value for each letter; by default a point that has a derivative.

    Raises:
        PointError: a letter without a value.
        DomainError: no derivative at the point.
        SettingError: no point with a derivative was found.
    """
    from glassnet.calculus.formula import point_text

    every = list(derivation) if isinstance(derivation, Sequence) else [derivation]
    point = every[0].point(at) if at else telling_point(every)
    panels = [_panel(each, point) for each in every[:MOST_PANELS]]
    where = point_text(point)
    high = HEIGHT * len(panels)
    with lettering([*(panel.title for panel in panels), where]):
        figure: Any = new_figure(WIDTH, high)
        for number, panel in enumerate(reversed(panels)):
            bottom, height = HEIGHT * number + BELOW, HEIGHT - BELOW - ABOVE
            place = (LEFT / WIDTH, bottom / high, 1 - (LEFT + LEGEND) / WIDTH, height / high)
            _draw(figure.add_axes(place), panel, where)
        if len(every) > len(panels):
            more = message("plot-more-variables")
            figure.text(0.99, 0.01, more, ha="right", va="bottom", fontsize=8)
    return figure


@dataclass(frozen=True)
class _Panel:
    """The drawing of one derivative."""

    f: Curve  # the function by the variable, all other letters as at the point
    name: str  # f, or of a second derivative df/dx
    title: str  # f = x²
    variable: str
    x: float  # where the tangent touches
    height: float  # the function's value there
    slope: float  # the tangent's
    slope_name: str  # df/dx


def _panel(derivation: Derivation, point: Point) -> _Panel:
    from glassnet.calculus.one_sided import height, slope
    from glassnet.calculus.printing.style import FormulaStyle, leibniz

    formula, step = derivation.formula, derivation.stages[-1]
    before = derivation.variables[:-1]
    called = leibniz(formula.name, before, partial=len(formula.letters) > 1) if before else ""
    called = called or formula.name
    here = point.get(step.variable, 0.0)
    return _Panel(
        f=curve_of(step, point),
        name=called,
        title=f"{called} = {FormulaStyle.of(formula).unicode(step.before)}",
        variable=str(step.variable),
        x=here,
        height=height(step, point, derivation.stages[:-1]),
        slope=slope(step, point, derivation.stages[:-1]),
        slope_name=derivation.label,
    )


def _draw(ax: Any, panel: _Panel, where: str) -> None:
    f, x, height = panel.f, panel.x, panel.height
    step = widest_step(f, x, panel.slope)
    reach = ROOM * step
    across = np.linspace(x - reach, x + reach, POINTS)
    heights = f(across)
    _curve(ax, panel, across, heights)
    ends: list[float] = []
    for number, h in enumerate(step * share for share in STEPS):
        end = float(f(np.array([x + h]))[0])
        if not math.isfinite(end):
            continue
        ends.append(end)
        rise, colour = (end - height) / h, COLOURS[4 - number]
        style: Any = (0, (6 - 2 * number, 2))
        label = f"{message('plot-secant')} {rise + 0.0:.4g} (h = {h:g})"  # no -0
        ax.plot(across, height + rise * (across - x), color=colour, ls=style, lw=1, label=label)
        ax.plot([x + h], [end], "o", color=colour, markersize=4)
    label = f"{message('plot-tangent')} {panel.slope + 0.0:.6g} ({panel.slope_name})"
    line = height + panel.slope * (across - x)
    ax.plot(across, line, color=COLOURS[1], lw=2, label=label)
    ax.plot([x], [height], "o", color="black", markersize=5)
    _limit(ax, heights, [height, *ends])
    ax.set_xlim(x - reach, x + reach)
    _shade(ax, across, ~np.isfinite(heights))
    ax.set_xlabel(shorten(panel.variable))
    ax.yaxis.set_offset_position("right")  # 1e12, of numbers far out: to the left is the title
    room = int(12 * (WIDTH - LEFT))
    title = f"{shorten(panel.title, room)}\n({shorten(where, room)})" if where else panel.title
    ax.set_title(title, fontsize=10, y=1.0, loc="left")
    ax.legend(frameon=False, fontsize=9, loc="upper left", bbox_to_anchor=(1.01, 1.0))


def _curve(
    ax: Any, panel: _Panel, across: NDArray[np.float64], heights: NDArray[np.float64]
) -> None:
    """Draw the function, with a gap where it jumps: no line joins both sides of a pole."""
    gaps = jumps(panel.f, across, heights) + 1
    x = np.insert(across, gaps, across[gaps])
    y = np.insert(heights, gaps, np.nan)
    draw_curve(ax, x, y, crosses=False, color=COLOURS[0], label=panel.name)


def _shade(ax: Any, across: NDArray[np.float64], empty: Any) -> None:
    """Shade intervals where the function has no value; a single number is a pole and stays."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], empty, [False]]).astype(int)))
    runs = [(first, last - 1) for first, last in zip(edges[::2], edges[1::2], strict=True)]
    for number, (first, last) in enumerate(run for run in runs if run[1] - run[0] > 1):
        label = "_" if number else message("plot-no-value")
        ax.axvspan(across[first], across[last], color=EMPTY, zorder=0, lw=0, label=label)


def _limit(ax: Any, heights: NDArray[np.float64], marked: Sequence[float]) -> None:
    """Limit the y axis to what the function needs: a secant may be steep, and a pole always is."""
    finite = heights[np.isfinite(heights)]
    low, high = np.percentile(finite, [3, 97]) if len(finite) else (marked[0], marked[0])
    low, high = min(low, *marked), max(high, *marked)
    room = 0.25 * (high - low) or max(1.0, abs(marked[0]))
    ax.set_ylim(low - room, high + room)
