"""A function near a point: which point to look at, how far, and where its curve jumps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from glassnet.errors import SettingError
from glassnet.text import message

if TYPE_CHECKING:
    from glassnet.calculus import Derivation, Step
    from glassnet.calculus.formula import Point

Curve = Callable[[NDArray[np.float64]], NDArray[np.float64]]
"""Values at numbers, NaN or infinite where there are none."""

# Where to look if nobody says: the first at which there is a derivative.
PLACES = (1.0, 0.5, 2.0, -1.0, 0.1, 0.0, 5.0)
# From a letter to the next: log(x - y) has no value where all are the same, log(y - x) needs more.
APART = (0.0, -0.25, 0.25)

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


def curve_of(step: Step, point: Point) -> Curve:
    """What a step differentiates, by its variable alone: all other letters are as at the point."""
    from glassnet.calculus.evaluate import evaluate

    fixed = {symbol: np.float64(number) for symbol, number in point.items()}

    def f(x: NDArray[np.float64]) -> NDArray[np.float64]:
        with np.errstate(all="ignore"):
            return np.broadcast_to(
                np.asarray(evaluate(step.before, {**fixed, step.variable: x}), float), x.shape
            )

    return f


def telling_point(derivations: Sequence[Derivation]) -> Point:
    """A point at which all have a derivative; letters have the same value there, if possible.

    Raises:
        SettingError: none was found.
    """
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


def widest_step(f: Curve, x: float, slope: float) -> float:
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


def jumps(f: Curve, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.int64]:
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
