"""What tells classes apart: colours of points and areas, markers, and hatches where colours end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.plots.drawing.figures import COLOURS, STRENGTH, paled

# As on the page: of two classes, and of the signs of numbers, the second is blue.
CLASS_COLOURS = (COLOURS[1], COLOURS[0], *COLOURS[2:])
CLASS_MARKERS = ("D", "o", "s", "^", "v", "P", "X")
# Of areas whose colours come again.
HATCHES = ("", "//", "\\\\", "..", "xx", "++", "oo", "||", "--", "**")


@dataclass(frozen=True)
class ClassLooks:
    """How classes are drawn.

    Attributes:
        points: their points' colours; after the last one they come again, with other markers.
        areas: colours of sure answers, one for each of `points`; None for these, paled.
        markers: the points' shapes.
        edges: round the points, and round those for which both colours and markers come again.
    """

    points: Sequence[str]
    areas: Sequence[str] | None
    markers: Sequence[str]
    edges: tuple[str, str]

    def style(self, label: int) -> dict[str, Any]:
        """How the points of a class are drawn: none looks like another for as long as it can."""
        turn = label // len(self.points)
        return {
            "color": self.points[label % len(self.points)],
            # A class in the first one's colour again has the next one's marker.
            "marker": self.markers[(label + turn) % len(self.markers)],
            "edgecolors": self.edges[turn // len(self.markers) % 2],
            "linewidths": 0.7,
        }

    def hatch(self, label: int) -> str:
        """The hatching of a class' area: "" for the first ones, which have colours of their own."""
        turn = label // len(self.points)
        return HATCHES[turn % len(HATCHES)] * (1 + turn // len(HATCHES))

    def area(self, label: int) -> Any:
        """The colour of an area of sure answers."""
        place = label % len(self.points)
        return paled(self.points[place]) if self.areas is None else self.areas[place]

    def first_to_second(self) -> Any:
        """The colour map of two classes' probabilities: first class, undecided (white), second."""
        from matplotlib.colors import LinearSegmentedColormap

        ends = [self.area(0), "#FFFFFF", self.area(1)]
        return LinearSegmentedColormap.from_list("classes", ends)

    def mixed(self, probabilities: NDArray[Any]) -> NDArray[np.float64]:
        """[rows, columns, classes] probabilities -> [rows, columns, 3]: the winner's colour, paler
        where it is less sure."""
        from matplotlib.colors import to_rgb

        palette = np.array([to_rgb(self.area(i)) for i in range(probabilities.shape[-1])])
        sure = probabilities.max(axis=-1, keepdims=True)
        return 1 - (1 - palette[probabilities.argmax(axis=-1)]) * sure


OF_PLOTS = ClassLooks(CLASS_COLOURS, None, CLASS_MARKERS, ("black", "white"))


def orange_to_blue(strength: float = STRENGTH) -> Any:
    """The colour map of numbers: negative, white, positive.

    strength: 1 for the full colours, where nothing is drawn on top.
    """
    from matplotlib.colors import LinearSegmentedColormap

    low, high = (paled(colour, strength) for colour in CLASS_COLOURS[:2])
    return LinearSegmentedColormap.from_list("orange-blue", [low, "#FFFFFF", high])
