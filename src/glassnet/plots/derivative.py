"""A function, its tangent at a point, and secants that close on it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from glassnet.errors import SettingError
from glassnet.plots.drawing.curves import draw_curve
from glassnet.plots.drawing.figures import COLOURS, lettering, new_figure, shorten
from glassnet.text import message

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from glassnet.calculus import Derivation
    from glassnet.calculus.formula import Point

Curve = Callable[[NDArray[np.float64]], NDArray[np.float64]]
"""Values at numbers, NaN or infinite where there are none."""

# Where to look if nobody says: the first at which there is a derivative.
PLACES = (1.0, 0.5, 2.0, -1.0, 0.1, 0.0, 5.0)
# From a letter to the next: log(x - y) has no value where all are the same, log(y - x) needs more.
APART = (0.0, -0.25, 0.25)
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
    point = every[0].point(at) if at else _place(every)
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
    from glassnet.calculus.evaluate import evaluate
    from glassnet.calculus.one_sided import height, slope
    from glassnet.calculus.printing.style import FormulaStyle, leibniz

    formula, step = derivation.formula, derivation.stages[-1]
    fixed = {symbol: np.float64(number) for symbol, number in point.items()}
    before = derivation.variables[:-1]
    called = leibniz(formula.name, before, partial=len(formula.letters) > 1) if before else ""
    called = called or formula.name

    def f(x: NDArray[np.float64]) -> NDArray[np.float64]:
        with np.errstate(all="ignore"):
            return np.broadcast_to(
                np.asarray(evaluate(step.before, {**fixed, step.variable: x}), float), x.shape
            )

    here = point.get(step.variable, 0.0)
    return _Panel(
        f=f,
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
    step = _widest_step(f, x, panel.slope)
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
    gaps = _jumps(panel.f, across, heights) + 1
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


def _place(derivations: Sequence[Derivation]) -> Point:
    """A point at which all have a derivative; letters have the same value there, if possible."""
    from glassnet.calculus import DomainError
    from glassnet.calculus.one_sided import slope

    letters = derivations[0].formula.letters
    for apart in APART:
        for number in PLACES:
            point = {each: number * (1 + apart * place) for place, each in enumerate(letters)}
            try:
                for each in derivations:
                    slope(each.stages[-1], point, each.stages[:-1])
            except DomainError:
                continue
            return point
    raise SettingError(message("plot-no-place"))


def _limit(ax: Any, heights: NDArray[np.float64], marked: Sequence[float]) -> None:
    """Limit the y axis to what the function needs: a secant may be steep, and a pole always is."""
    finite = heights[np.isfinite(heights)]
    low, high = np.percentile(finite, [3, 97]) if len(finite) else (marked[0], marked[0])
    low, high = min(low, *marked), max(high, *marked)
    room = 0.25 * (high - low) or max(1.0, abs(marked[0]))
    ax.set_ylim(low - room, high + room)


# How far to look at a function near a point, and where its curve jumps ---------------------------

STEPS = (1.0, 0.5, 0.25)  # the secants' h, as shares of the widest
ROOM = 1.25  # to both sides of the point, in widest steps
GRID = 401
# Of widest steps 2, and from there down to find where secants close, up to see a curve bend.
LADDER = (2.0, 1.0, 0.5)  # and these by powers of ten
DECADES = 9
MOST_TURNS = 3  # of the curve from up to down or back, within the room
CLOSER = 0.6  # of the first secant's distance from the tangent, in slope, what the last one's is
# The first secant's distance from the tangent, in slopes of the tangent; if that is level, in
# distances of the last secant: 4 of a parabola, 16 of x^3. Beyond, all but the first look alike.
STEEPEST, STEEPEST_OF_LEVEL = 4.0, 20.0
BENT = 0.1  # of the curve's height; what departs less from its tangent looks like it
FINEST = 1e-6  # of the point: below that rounding draws stairs
HALVINGS = 40


def _widest_step(f: Curve, x: float, slope: float) -> float:
    """The h of the first secant, so that the others close on the tangent and can be seen."""
    least = max(FINEST * abs(x), 10.0**-DECADES)
    rungs = [each * 10.0**tens for tens in range(DECADES, -DECADES - 1, -1) for each in LADDER]
    rungs = [rung for rung in rungs if rung >= least] or [least]
    start = rungs.index(LADDER[0]) if LADDER[0] in rungs else len(rungs) - 1
    down = next((at for at in range(start, len(rungs)) if _closes(f, x, slope, rungs[at])), None)
    if down is None:
        return rungs[start]
    if down > start or not _looks_straight(f, x, slope, rungs[down]):
        return rungs[down]
    bent = (rung for rung in reversed(rungs[:down]) if not _looks_straight(f, x, slope, rung))
    wider = next((rung for rung in bent if _closes(f, x, slope, rung)), None)
    return rungs[down] if wider is None else wider


def _around(x: float, h: float) -> NDArray[np.float64]:
    """Numbers from one end of the room to the other."""
    return np.linspace(x - ROOM * h, x + ROOM * h, GRID)


def _jumps(f: Curve, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.int64]:
    """Indices behind which the curve with y = f(x), x rising, jumps: a pole, or a step.

    Halve each interval to where most of its rise is; that of a curve shrinks, a jump stays.
    """
    with np.errstate(all="ignore"):
        rise = np.abs(np.diff(y))
        steep = np.flatnonzero(np.isfinite(rise) & (rise > 4 * np.nanmedian(rise)) & (rise > 0))
        left, right, low, high = x[steep], x[steep + 1], y[steep], y[steep + 1]
        for _ in range(HALVINGS):
            middle = (left + right) / 2
            value = f(middle)
            # Where there is no value, the jump is found: both ends stay as far apart as they are.
            found = np.isfinite(value)
            first = np.abs(value - low) >= np.abs(high - value)
            right, high = (
                np.where(found & first, middle, right),
                np.where(found & first, value, high),
            )
            left, low = np.where(found & ~first, middle, left), np.where(found & ~first, value, low)
        return steep[np.abs(high - low) > rise[steep] / 2]


def _closes(f: Curve, x: float, slope: float, h: float) -> bool:
    """Whether secants with this h and its shares close on the tangent, on a curve that is calm."""
    with np.errstate(all="ignore"):
        here = f(np.array([x]))[0]
        ends = f(x + h * np.array(STEPS))
        apart = np.abs((ends - here) / (h * np.array(STEPS)) - slope)
        heights = f(_around(x, h))
    if not np.isfinite(apart).all():
        return False
    rounding = 1e-9 * max(abs(slope), float(np.max(np.abs(ends))) / h)
    closes = bool(np.all(np.diff(apart) <= rounding) and apart[-1] <= CLOSER * apart[0] + rounding)
    level = abs(slope) <= apart[-1]
    most = STEEPEST_OF_LEVEL * apart[-1] if level else STEEPEST * abs(slope)
    return closes and bool(apart[0] <= most + rounding) and _turns(heights) <= MOST_TURNS


def _turns(heights: NDArray[np.float64]) -> int:
    finite = heights[np.isfinite(heights)]
    rises = np.diff(finite)
    ways = np.sign(rises[np.abs(rises) > 1e-12 * np.max(np.abs(finite), initial=0.0)])
    return int(np.sum(ways[1:] != ways[:-1]))


def _looks_straight(f: Curve, x: float, slope: float, h: float) -> bool:
    """Whether the curve and its tangent look alike."""
    across = _around(x, h)
    with np.errstate(all="ignore"):
        heights = f(across)
        here = f(np.array([x]))[0]
        departs = np.abs(heights - (here + slope * (across - x)))
    finite = np.isfinite(departs)
    if not finite.any():
        return True
    height = float(np.ptp(heights[finite]))
    return float(departs[finite].max()) <= BENT * height
