"""Colours, markers, lines and hatches by which classes and curves are told apart."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

# Okabe, M. and Ito, K. (2008), Color Universal Design: told apart with any colour vision. The
# yellow is left out: it fades on white.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#000000")
# Each class has one beside its colour, so that a grey print reads as well.
MARKERS = ("o", "s", "^", "D", "v", "P", "X")
# Of areas whose colours come again.
HATCHES = ("", "//", "\\\\", "..", "xx", "++", "oo", "||", "--", "**")
LINE_STYLES: tuple[Any, ...] = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)), (0, (9, 3)))
# How strong a sure answer's colour is: points in the full colour must stand out from it.
STRENGTH = 0.6
# The grey of answers that are none: white means undecided.
NOT_FINITE = "0.75"


def class_style(label: int) -> dict[str, Any]:
    """How the points of a class are drawn: no two of 98 alike."""
    turn = label // len(COLOURS)
    return {
        "color": COLOURS[label % len(COLOURS)],
        # An eighth class comes in the first one's colour, so with the next one's marker.
        "marker": MARKERS[(label + turn) % len(MARKERS)],
        "edgecolors": "white" if turn // len(MARKERS) % 2 else "black",
        "linewidths": 0.7,
    }


def hatch(label: int) -> str:
    """Of a class' area: "" for the first seven, which have colours of their own."""
    turn = label // len(COLOURS)
    return HATCHES[turn % len(HATCHES)] * (1 + turn // len(HATCHES))


def line_style(number: int) -> dict[str, Any]:
    """Of the curves of one panel: no two of 42 alike."""
    return {
        "color": COLOURS[number % len(COLOURS)],
        "linestyle": LINE_STYLES[number % len(LINE_STYLES)],
    }


def blue_to_orange() -> Any:
    """Of two classes' probabilities: the first class, undecided (white), the second."""
    from matplotlib.colors import LinearSegmentedColormap

    ends = [paled(COLOURS[0]), "#FFFFFF", paled(COLOURS[1])]
    return LinearSegmentedColormap.from_list("blue-orange", ends)


def class_colours(probabilities: NDArray[Any]) -> NDArray[np.float64]:
    """[rows, columns, classes] probabilities -> [rows, columns, 3]: the winner's colour, paled."""
    from matplotlib.colors import to_rgb

    palette = np.array([to_rgb(COLOURS[i % len(COLOURS)]) for i in range(probabilities.shape[-1])])
    sure = probabilities.max(axis=-1, keepdims=True)
    colour = palette[probabilities.argmax(axis=-1)]
    return 1 - (1 - colour) * STRENGTH * sure


def paled(colour: str, strength: float = STRENGTH) -> Any:
    """A colour mixed with white."""
    from matplotlib.colors import to_rgb

    return tuple(1 - (1 - part) * strength for part in to_rgb(colour))
