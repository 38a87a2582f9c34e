"""What can be seen in an LSTM: the gate that opens at a mark, the cell that keeps what came in, and
the gradient that it lets through where an RNN's vanishes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from glassnet.lessons import lstm
from glassnet.lessons.demonstrations import Demonstration, over_time
from glassnet.lessons.demonstrations.tables import aligned
from glassnet.text import message
from glassnet.tracing import Trace, trace

if TYPE_CHECKING:
    from matplotlib.figure import Figure

UNSEEN = 200  # sequences
NAMES = {"rnn": "RNN", "lstm": "LSTM"}
LEAST_DRAWN = 1e-16  # of a gradient
SHOWN_STEPS = (0, 10, 20, 30, 40, 49)  # of the gradient's way
# What is shown of a cell, in the order of its computation.
PARTS = {
    "input": "lstm_cell/input_gate",
    "forget": "lstm_cell/forget_gate",
    "candidate": "lstm_cell/candidate",
    "cell": "lstm_cell/cell",
    "output": "lstm_cell/output_gate",
}


class Cell(NamedTuple):
    """One unit of the LSTM, and what it does.

    Attributes:
        unit: its number, from 0.
        x: [sequences, steps, 2] what is read.
        parts: name -> [sequences, steps] its gates and the cell; see PARTS.
    """

    unit: int
    x: NDArray[Any]
    parts: Mapping[str, NDArray[Any]]

    @property
    def is_marked(self) -> NDArray[Any]:
        """[sequences, steps], whether a number is to be added."""
        return self.x[..., 1] > 0

    def means(self, part: str) -> tuple[float, float]:
        """The mean of a part at marked steps, and at the others."""
        found = self.parts[part]
        return float(found[self.is_marked].mean()), float(found[~self.is_marked].mean())


def demonstrate(models: Mapping[str, Any], seed: int) -> Demonstration:
    """The errors of both networks, the cell that remembers, and the gradient at each step."""
    x, y = lstm.data(seed=1, sequences=UNSEEN)
    traces = {name: trace(model, x, y) for name, model in models.items()}
    errors = {name: float(each.value) for name, each in traces.items()}
    cell = remembering_cell(traces["lstm"], x)
    ways = gradients_back(traces)
    numbers = {
        "squared_error": errors,
        "unit": cell.unit,
        "gates_at_marks": {part: cell.means(part)[0] for part in PARTS},
        "gates_elsewhere": {part: cell.means(part)[1] for part in PARTS},
        "gradient_norms": {name: way.tolist() for name, way in ways.items()},
    }
    lines = [
        message("lstm-errors", count=UNSEEN),
        *(f"  {NAMES[name]:<5}{error:.4f}" for name, error in errors.items()),
        "",
        message("lstm-gates", unit=cell.unit + 1),
        *_cell_table(cell),
        "",
        message("lstm-gates-mean"),
        *_means_table(cell),
        "",
        message("lstm-back"),
        *_back_table(ways),
    ]
    return Demonstration(lines, numbers, lambda: draw(cell, ways))


# What is measured ---------------------------------------------------------------------------------


def remembering_cell(traced: Trace, x: NDArray[Any]) -> Cell:
    """The cell whose input gate opens most at the marks, against other steps."""
    found = {
        part: over_time.values(traced, "lstm", node, lstm.STEPS) for part, node in PARTS.items()
    }
    is_marked = x[..., 1] > 0
    gates = found["input"]
    unit = int(np.argmax(gates[is_marked].mean(axis=0) - gates[~is_marked].mean(axis=0)))
    return Cell(unit, x, {part: each[..., unit] for part, each in found.items()})


def gradients_back(traces: Mapping[str, Trace]) -> dict[str, NDArray[Any]]:
    """Norm of the loss' gradient at each step as a share of that at the last, [steps]: by the
    outputs of the RNN's units, and by the LSTM's cells."""
    nodes = {"rnn": "simple_rnn_cell/tanh", "lstm": "lstm_cell/cell"}
    norms = {
        name: over_time.gradient_norms(traces[name], name, node, lstm.STEPS)
        for name, node in nodes.items()
    }
    return {name: each / (each[-1] or 1) for name, each in norms.items()}


# How it is shown ----------------------------------------------------------------------------------


def _cell_table(cell: Cell) -> list[str]:
    """The first sequence's marked steps, with the steps beside them, and the last step."""
    marked = np.flatnonzero(cell.is_marked[0])
    beside = {step + by for step in marked for by in (-1, 0, 1)} | {lstm.STEPS - 1}
    steps = sorted(step for step in beside if 0 <= step < lstm.STEPS)
    names = ["step", "number", "mark", *PARTS]
    heads = [message(f"lstm-{name}") for name in names]
    rows = [
        [f"{step + 1}", f"{cell.x[0, step, 0]:.3f}", "*" if step in marked else ""]
        + [f"{cell.parts[part][0, step]:.3f}" for part in PARTS]
        for step in steps
    ]
    return aligned([heads, *rows])


def _means_table(cell: Cell) -> list[str]:
    heads = ["", *(message(f"lstm-{part}") for part in PARTS)]
    rows = [
        [message(f"lstm-{name}"), *(f"{cell.means(part)[place]:.3f}" for part in PARTS)]
        for place, name in enumerate(("marked", "others"))
    ]
    return aligned([heads, *rows])


def _back_table(ways: Mapping[str, NDArray[Any]]) -> list[str]:
    heads = [message("lstm-step"), *(f"{step + 1}" for step in SHOWN_STEPS)]
    norms = {
        NAMES[name]: [f"{way[step]:.1e}" for step in SHOWN_STEPS] for name, way in ways.items()
    }
    return aligned([heads, *([name, *row] for name, row in norms.items())])


def draw(cell: Cell, ways: Mapping[str, NDArray[Any]]) -> Figure:
    """The cell over one sequence above, the gradient's way back below."""
    from glassnet.plots.drawing.figures import (
        add_title,
        lettering,
        line_style,
        log_scale,
        new_figure,
    )

    with lettering([]):
        figure: Any = new_figure(8, 6.4)
        figure.subplots_adjust(left=0.1, right=0.97, top=0.89, bottom=0.08, hspace=0.1)
        top, bottom = figure.subplots(2, 1, sharex=True)
        steps = np.arange(1, lstm.STEPS + 1)
        for step in steps[cell.is_marked[0]]:
            for ax in (top, bottom):
                ax.axvline(step, color="0.85", lw=6, zorder=0)
        for number, (part, values) in enumerate(cell.parts.items()):
            top.plot(steps, values[0], lw=1.5, label=message(f"lstm-{part}"), **line_style(number))
        top.legend(frameon=False, fontsize=8, ncols=5, loc="lower center", bbox_to_anchor=(0.5, 1))
        for number, (name, way) in enumerate(ways.items()):
            bottom.plot(steps, way, lw=1.6, label=NAMES[name], **line_style(number))
        log_scale(bottom)
        bottom.set_ylim(LEAST_DRAWN, 30)
        bottom.legend(frameon=False)
        bottom.set_xlabel(message("lstm-step-axis"))
        bottom.set_ylabel(message("lstm-gradient-axis"))
        add_title(figure, message("lstm-title"))
    return figure
