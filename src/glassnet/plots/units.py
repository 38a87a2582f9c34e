"""Units as lines: in the plane of the inputs, and in the plane that the last unit sees."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from glassnet.errors import SettingError
from glassnet.plots.drawing.curves import STYLES
from glassnet.plots.drawing.figures import lettering, name, sheet, spoken
from glassnet.plots.drawing.labels import draw_labels, text_size
from glassnet.plots.drawing.plane import MARKERS, box_around, draw_line
from glassnet.plots.drawing.style import COLOURS
from glassnet.text.numbers import format_number

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from glassnet.units.network import TruthTable
    from glassnet.units.unit import Layer

# Of more units only the lines are drawn, without a name below.
MOST_NAMED = 24
# Rows that are written at one place.
MOST_TOGETHER = 4
# Letters of a unit's name in a legend.
NAME_WIDTH = 20
# Inches. Of one panel and of two: how wide the sheet is, how wide the axes are, where they begin.
SHEETS = {1: (5.2, 4.3, (0.68,)), 2: (9.2, 3.68, (0.69, 5.34))}
HEAD, HEIGHT, FOOT, LEGEND_LINE = 0.37, 3.36, 0.68, 0.22
# Points: of a legend's letters, and of all in a column of it that is no name.
LEGEND_LETTERS, LEGEND_SIGNS = 9, 46


@dataclass(frozen=True)
class _Panel:
    """One plane.

    points: [rows, 2]. layer, units: whose lines are drawn, and what they are called. axes: what
    both are called. drawn: how many units have a colour and a style already.
    """

    points: NDArray[Any]
    layer: Layer
    units: Sequence[str]
    axes: Sequence[str]
    title: str
    drawn: int


def plot_units(table: TruthTable) -> Figure:
    """Points and lines: where each first unit's sum is 0, its arrow to the side of 1.

    With two hidden units of one output a second panel shows the points as the last unit sees them,
    and its line. Of a unit without a line, or with one that is elsewhere, the legend says so.
    Raises SettingError for a network of other than two inputs.
    """
    from glassnet.text import message

    network = table.network
    if len(network.inputs) != 2:
        raise SettingError(message("units-plot-inputs", found=len(network.inputs)))
    first, *others = network.merged
    inputs, hidden, *missing = spoken(
        "units-plane", "units-hidden", "units-no-line", "units-line-outside"
    )
    panels = [_Panel(table.x, first, network.names[0], network.inputs, inputs, 0)]
    if [len(layer.bias) for layer in network.merged] == [2, 1]:
        seen = table.layers[0].outputs
        panels.append(_Panel(seen, others[0], network.names[1], network.outputs[0], hidden, 2))
    names = [*network.inputs, *network.names[0], *network.names[-1]]
    with lettering([*names, inputs, hidden, *missing]):
        width, across, starts = SHEETS[len(panels)]
        figure: Any = sheet(width, HEAD + HEIGHT + FOOT)
        axes = [figure.add_axes((start / width, 0, across / width, 1)) for start in starts]
        pairs = list(zip(axes, panels, strict=True))
        drawn = [_draw(ax, panel, _classes(table), missing) for ax, panel in pairs]
        _put_in_place(figure, axes, across)
        # A label is as large on the sheet whatever the axes are: these have to be in place.
        for (ax, panel), lines in zip(pairs, drawn, strict=True):
            places, said = _labels(panel.points, table.x)
            draw_labels(ax, places, said, lines)
    return figure


def _draw(
    ax: Any, panel: _Panel, classes: NDArray[Any], missing: Sequence[str]
) -> NDArray[np.float64]:
    """Lines and points, and places on the lines, [samples, 2].

    missing: what is said of a unit without a line, and of one whose line is elsewhere.
    """
    points = panel.points.astype(float)  # squares of what float32 holds are too large for it
    left, right, bottom, top = box = box_around(points, 0.35)
    lines: list[NDArray[np.float64]] = []
    for number, unit in enumerate(panel.units):
        place = panel.drawn + number
        weights, bias = panel.layer.kernel[:, number].astype(float), panel.layer.bias[number]
        style: Any = {"color": COLOURS[2 + place % 5], "linestyle": STYLES[place % len(STYLES)]}
        found = draw_line(ax, weights, float(bias), box, clear_of=points, **style)
        lines.append(found)
        if not weights.any():
            ax.plot([], [], lw=1.8, **style)
        why = "" if len(found) else f" ({missing[int(weights.any())]})"
        ax.lines[-1].set_label(name(unit, NAME_WIDTH) + why if number < MOST_NAMED else "_")
    more = len(panel.units) - MOST_NAMED
    if more > 0:
        ax.plot([], [], alpha=0, label=f"… + {more}")
    for answer in (0, 1):
        chosen = classes == answer
        if chosen.any():
            ax.plot(*points[chosen].T, MARKERS[answer], color=COLOURS[answer], markersize=9,
                    label=str(answer), zorder=3)  # fmt: skip
    ax.set_xlim(left, right)
    ax.set_ylim(bottom, top)
    ax.set_xlabel(name(panel.axes[0]))
    ax.set_ylabel(name(panel.axes[1], 40))
    ax.set_title(name(panel.title, 40), fontsize=10, y=1.0)
    return np.vstack(lines)


def _put_in_place(figure: Any, axes: Sequence[Any], across: float) -> None:
    """Legends in as many columns as there is room for, and a sheet that is high enough for them."""
    columns: list[int] = []
    rows = 1
    for ax in axes:
        _, labels = ax.get_legend_handles_labels()
        widest = max(text_size(figure, label, LEGEND_LETTERS)[0] for label in labels)
        columns.append(min(6, max(1, int(across / (widest + LEGEND_SIGNS / 72)))))
        rows = max(rows, -(-len(labels) // columns[-1]))
    height = HEAD + HEIGHT + FOOT + rows * LEGEND_LINE
    figure.set_figheight(height)
    for ax, n_columns in zip(axes, columns, strict=True):
        start, _, wide, _ = ax.get_position().bounds
        ax.set_position((start, 1 - (HEAD + HEIGHT) / height, wide, HEIGHT / height))
        below: Any = {"loc": "upper center", "bbox_to_anchor": (0.5, -0.43 / HEIGHT)}
        ax.legend(frameon=False, fontsize=LEGEND_LETTERS, ncols=n_columns, **below)


def _labels(points: NDArray[Any], x: NDArray[Any]) -> tuple[NDArray[np.float64], list[str]]:
    """Places, [places, 2], and the rows at each: 0,1 and 1,0 are one to a unit that has them so.

    Of many rows at one place the first are written, and how many more there are.
    """
    found: dict[tuple[float, float], list[str]] = {}
    for place, row in zip(points.astype(float).round(4).tolist(), x, strict=True):
        said = ",".join(format_number(float(value), 6) for value in row)
        found.setdefault((place[0], place[1]), []).append(said)
    return np.array(list(found)), [_together(list(dict.fromkeys(rows))) for rows in found.values()]


def _together(rows: Sequence[str]) -> str:
    more = len(rows) - MOST_TOGETHER
    return " / ".join(rows[:MOST_TOGETHER]) + (f" … + {more}" if more > 0 else "")


def _classes(table: TruthTable) -> NDArray[Any]:
    if table.target is not None:
        return table.target[:, 0]
    return np.zeros(len(table.x), int) if table.answers is None else table.answers[:, 0]
