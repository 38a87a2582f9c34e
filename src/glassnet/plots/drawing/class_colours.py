"""The colours of a network's answers, and the points of the data on top of them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.plots.drawing.style import COLOURS

# Each class has one beside its colour, so that a grey print reads as well.
MARKERS = ("o", "s", "^", "D", "v", "P", "X")
# Classes that a legend has room for.
MOST_IN_LEGEND = 7
# How strong a sure answer's colour is: points in the full colour must stand out from it.
STRENGTH = 0.6
# The grey of answers that are none: white means undecided.
NOT_FINITE = "0.75"


def blue_to_orange() -> Any:
    """Of two classes' probabilities: the first class, undecided (white), the second."""
    from matplotlib.colors import LinearSegmentedColormap

    return LinearSegmentedColormap.from_list(
        "blue-orange", [paled(COLOURS[0]), "#FFFFFF", paled(COLOURS[1])]
    )


def mixed(probabilities: NDArray[Any]) -> NDArray[np.float64]:
    """[rows, columns, classes] probabilities -> [rows, columns, 3]: the winner's colour, paled."""
    from matplotlib.colors import to_rgb

    palette = np.array([to_rgb(COLOURS[i % len(COLOURS)]) for i in range(probabilities.shape[-1])])
    sure = probabilities.max(axis=-1, keepdims=True)
    colour = palette[probabilities.argmax(axis=-1)]
    return 1 - (1 - colour) * STRENGTH * sure


def paled(colour: str) -> Any:
    from matplotlib.colors import to_rgb

    return tuple(1 - (1 - part) * STRENGTH for part in to_rgb(colour))


def marks(label: int) -> dict[str, Any]:
    """How the points of a class are drawn."""
    return {
        "color": COLOURS[label % len(COLOURS)],
        # An eighth class comes in the first one's colour, so with the next one's marker.
        "marker": MARKERS[(label + label // len(COLOURS)) % len(MARKERS)],
        "edgecolors": "black",
        "linewidths": 0.7,
    }
