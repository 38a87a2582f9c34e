"""A decision boundary drawn with characters, in colour where the terminal has it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.cells import cell_len, set_cell_size
from rich.color import Color
from rich.console import Console
from rich.style import Style
from rich.text import Text

from glassnet.data import Dataset
from glassnet.plots.drawing.style import COLOURS
from glassnet.runs.evaluation import Boundary
from glassnet.text import message
from glassnet.text.names import shortened
from glassnet.text.numbers import rounded

MOST_COLUMNS, LEAST_COLUMNS, LINES = 48, 16, 16
# The pictures' colours but black, which a dark terminal swallows; and signs for where there are
# none.
CLASS_COLOURS = tuple(tuple(bytes.fromhex(colour[1:])) for colour in COLOURS[:-1])
CLASS_SIGNS = "·#o+x*=%@~"
SHADES = " ░▒▓█"
PLAIN_SHADES = " .:*#"
WHITE = (255, 255, 255)

Array = NDArray[Any]


@dataclass(frozen=True)
class _Axes:
    """x1, x2: their names. right, up: each axis' least and greatest number, as they are written."""

    x1: str
    x2: str
    right: tuple[str, str]
    up: tuple[str, str]

    @classmethod
    def of(cls, grid: Boundary, dataset: Dataset) -> _Axes:
        x1, x2 = (shortened(name, 16) for name in dataset.feature_names)
        right, up = (
            (rounded(axis[0], axis[-1] - axis[0], 2), rounded(axis[-1], axis[-1] - axis[0], 2))
            for axis in (grid.x1, grid.x2)
        )
        return cls(x1, x2, right, up)

    @property
    def width(self) -> int:
        """Of what stands left of the drawing."""
        return max(cell_len(label) for label in (*self.up, self.x2))  # 한 takes two columns

    @property
    def least_columns(self) -> int:
        return max(LEAST_COLUMNS, len(self.right[0]) + len(self.right[1]) + 1)

    def framed(self, lines: list[Text], columns: int) -> Text:
        """The drawing with its axes."""
        labels = {0: self.up[1], LINES // 2: self.x2, LINES - 1: self.up[0]}
        text = Text()
        for number, line in enumerate(lines):
            label = labels.get(number, "")
            text.append(" " * (self.width - cell_len(label)) + label + " ").append_text(line)
            text.append("\n")
        left, right = self.right
        room = columns - len(left) - len(right)
        name = shortened(self.x1, room - 2) if room > 4 else ""
        middle = " " * ((room - cell_len(name)) // 2) + name
        text.append(" " * (self.width + 1) + left)
        return text.append(set_cell_size(middle, room) + right)


def terminal_boundary(grid: Boundary, dataset: Dataset, console: Console) -> Text | None:
    """The grid's answers as text, x1 to the right and x2 upwards; None if there is no room for it.

    As many as MOST_COLUMNS x LINES characters, fewer in a terminal that is narrower.
    In colour each character is an upper half block: two answers above each other. Without, a
    probability or number is a shade and a class a sign. Truth tables have their rows marked with
    the true class.
    """
    axes = _Axes.of(grid, dataset)
    columns = min(MOST_COLUMNS, console.width - axes.width - 1)
    if columns < axes.least_columns:
        return None
    if console.color_system and not console.no_color:
        signs = [Text("██", Style(color=_color(rgb))) for rgb in CLASS_COLOURS]
        lines = _coloured(grid, dataset, columns)
    else:
        utf = console.encoding.startswith("utf")
        shades = SHADES if utf else PLAIN_SHADES
        signs = [Text(sign) for sign in _class_signs(dataset, shades)]
        lines = _plain(grid, dataset, columns, shades)
    return _key(signs, dataset, grid).append("\n").append_text(axes.framed(lines, columns))


def _coloured(grid: Boundary, dataset: Dataset, columns: int) -> list[Text]:
    colours = _colours(_sampled(grid, 2 * LINES, columns), dataset)
    marks = _marks(grid, dataset, columns)
    lines: list[Text] = []
    for line in range(LINES):
        text = Text()
        for column in range(columns):
            upper, lower = colours[2 * line, column], colours[2 * line + 1, column]
            mark = marks.get((line, column))
            if mark is None:
                text.append("▀", Style(color=_color(upper), bgcolor=_color(lower)))
            else:
                text.append(mark, Style(color="black", bgcolor=_color(WHITE), bold=True))
        lines.append(text)
    return lines


def _plain(grid: Boundary, dataset: Dataset, columns: int, shades: str) -> list[Text]:
    values = _sampled(grid, LINES, columns)
    if dataset.task == "classes":
        signs, level = CLASS_SIGNS, values.argmax(axis=-1) % len(CLASS_SIGNS)
    else:
        signs = shades
        level = np.clip(_share(values, dataset) * len(signs), 0, len(signs) - 1).astype(int)
    marks = _marks(grid, dataset, columns)
    return [
        Text("".join(marks.get((line, c), signs[level[line, c]]) for c in range(columns)))
        for line in range(LINES)
    ]


def _class_signs(dataset: Dataset, shades: str) -> str:
    return CLASS_SIGNS if dataset.task == "classes" else shades[0] + shades[-1]


def _key(signs: list[Text], dataset: Dataset, grid: Boundary) -> Text:
    """What the drawing's signs mean, in one line."""
    if dataset.task == "regression":
        low, high = grid.values.min(), grid.values.max()
        names: tuple[str, ...] = (rounded(low, high - low, 3), rounded(high, high - low, 3))
    else:
        names = dataset.class_names[: len(signs)]
    target = shortened(dataset.target_name, 20)
    kind = "values" if dataset.task == "regression" else "classes"
    text = Text(message("train-boundary-key", kind=kind, target=target) + " ")
    blank = Text(message("train-boundary-blank"))
    for sign, name in zip(signs, names, strict=False):
        text.append_text(blank if sign.plain == " " else sign)
        text.append(f" {shortened(name, 12)}   ")
    more = len(dataset.class_names) - len(names)
    return text.append(message("train-more-classes", count=more)) if more > 0 and names else text


def _sampled(grid: Boundary, lines: int, columns: int) -> Array:
    """The answers nearest to the middle of each character, first line on top."""
    down = (np.arange(lines) + 0.5) / lines * len(grid.x2)
    right = (np.arange(columns) + 0.5) / columns * len(grid.x1)
    return grid.values[down.astype(int)[::-1]][:, right.astype(int)]


def _share(values: Array, dataset: Dataset) -> Array:
    """0 to 1: a probability as it is, a real number by its place in the drawing's range."""
    if dataset.task == "binary":
        return values
    low, high = values.min(), values.max()
    return (values - low) / (high - low) if high > low else np.zeros_like(values)


def _colours(values: Array, dataset: Dataset) -> Array:
    """[lines, columns, 3], 0 to 255: the answer's colour, whiter the less sure it is."""
    palette: Array = np.array(CLASS_COLOURS, float)
    if dataset.task == "classes":
        label, strength = values.argmax(axis=-1) % len(palette), values.max(axis=-1)
    else:
        share = _share(values, dataset)
        label, strength = (share > 0.5).astype(int), np.abs(share - 0.5) * 2
    white: Array = np.array(WHITE, float)
    return white + (palette[label] - white) * strength[..., None]


def _color(rgb: Array | tuple[int, ...]) -> Color:
    return Color.from_rgb(*(int(value) for value in rgb))


def _marks(grid: Boundary, dataset: Dataset, columns: int) -> dict[tuple[int, int], str]:
    """(line, column) -> the true class's name, for the few rows of a truth table."""
    if not dataset.exhaustive:
        return {}
    low = np.array([grid.x1[0], grid.x2[0]])
    high = np.array([grid.x1[-1], grid.x2[-1]])
    places = (grid.points - low) / (high - low) * (columns, LINES)
    names = [dataset.class_names[int(label)] for label in dataset.y.reshape(-1)]
    return {
        (LINES - 1 - int(down), int(right)): name[0]
        for (right, down), name in zip(places, names, strict=True)
    }
