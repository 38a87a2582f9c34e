"""Units as lines: in the plane of the inputs, and in the plane that the last unit sees."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from glassnet.errors import SettingError
from glassnet.plots.colours import COLOURS
from glassnet.plots.figures import lettering, name, sheet, spoken
from glassnet.plots.plane import MARKERS, box_around, draw_line

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from glassnet.networks.truth_table import TruthTable
    from glassnet.networks.units import Layer

STYLES = ("-", "--", "-.", ":")


def plot_units(table: TruthTable) -> Figure:
    """Points and lines: where each first unit's sum is 0, its arrow to the side of 1.

    With two hidden units of one output a second panel shows the points as the last unit sees them,
    and its line.
    Raises SettingError for a network of other than two inputs.
    """
    from glassnet.messages import text

    network = table.network
    if len(network.inputs) != 2:
        raise SettingError(text("units-plot-inputs", found=len(network.inputs)))
    first, *others = network.merged
    hidden = [len(layer.bias) for layer in network.merged] == [2, 1]
    plane, seen_by_last = spoken("units-plane", "units-hidden")
    names = [*network.inputs, *network.names[0], *network.names[-1]]
    with lettering([*names, plane, seen_by_last]):
        figure = sheet(9.2 if hidden else 5.2, 4.6)
        ax = figure.add_axes((0.075, 0.19, 0.4, 0.73) if hidden else (0.13, 0.19, 0.83, 0.73))
        _panel(ax, table, table.x, first, network.names[0], network.inputs, plane, 0)
        if hidden:
            ax = figure.add_axes((0.58, 0.19, 0.4, 0.73))
            seen = table.layers[0].outputs
            _panel(
                ax, table, seen, others[0], network.names[1], network.outputs[0], seen_by_last, 2
            )
    return figure


def _panel(
    ax: Any,
    table: TruthTable,
    points: NDArray[Any],
    layer: Layer,
    units: tuple[str, ...],
    axes: Any,
    title: str,
    drawn: int,
) -> None:
    """drawn: how many units have a colour and a style already."""
    points = points.astype(float)  # squares of what float32 holds are too large for it
    left, right, bottom, top = box = box_around(points, 0.35)
    for number, unit in enumerate(units):
        colour, style = COLOURS[2 + (drawn + number) % 5], STYLES[(drawn + number) % 4]
        draw_line(ax, layer.kernel[:, number], float(layer.bias[number]), box,
                  color=colour, linestyle=style, label=name(unit))  # fmt: skip
    for answer in (0, 1):
        chosen = _classes(table) == answer
        if chosen.any():
            ax.plot(*points[chosen].T, MARKERS[answer], color=COLOURS[answer], markersize=9,
                    label=str(answer), zorder=3)  # fmt: skip
    for place, rows in _together(points).items():
        labels = (",".join(f"{value:g}" for value in table.x[row]) for row in rows)
        said = " / ".join(labels)
        ax.annotate(said, place, (7, 7), textcoords="offset points", fontsize=8)
    ax.set_xlim(left, right)
    ax.set_ylim(bottom, top)
    ax.set_xlabel(name(axes[0]))
    ax.set_ylabel(name(axes[1]))
    ax.set_title(name(title, 40), fontsize=10, y=1.0)
    below = {"loc": "upper center", "bbox_to_anchor": (0.5, -0.12), "ncols": 6}
    ax.legend(frameon=False, fontsize=9, **below)


def _together(points: NDArray[Any]) -> dict[tuple[float, float], list[int]]:
    """The rows at each place; 0,1 and 1,0 are one to a unit that has them so."""
    found: dict[tuple[float, float], list[int]] = {}
    for row, (x, y) in enumerate(points.round(4).tolist()):
        found.setdefault((x, y), []).append(row)
    return found


def _classes(table: TruthTable) -> NDArray[Any]:
    if table.target is not None:
        return table.target[:, 0]
    return np.zeros(len(table.x), int) if table.answers is None else table.answers[:, 0]
