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
from glassnet.plots.drawing.class_looks import CLASS_COLOURS
from glassnet.runs.evaluation import Boundary
from glassnet.text import message, shortened
from glassnet.text.numbers import rounded

MOST_COLUMNS, LEAST_COLUMNS, LINES = 48, 16, 16
# The pictures' colours but black, which a dark terminal swallows.
PALETTE = tuple(tuple(bytes.fromhex(colour[1:])) for colour in CLASS_COLOURS[:-1])
WHITE = (255, 255, 255)
# Where there are no colours.
CLASS_SIGNS = "·#o+x*=%@~"
SHADES, ASCII_SHADES = " ░▒▓█", " .:*#"

Array = NDArray[Any]


def terminal_boundary(grid: Boundary, dataset: Dataset, console: Console) -> Text | None:
    """The network's answers in the plane as text: x1 to the right, x2 upwards.

    In colour each character is an upper half block, two answers above each other. Without, a
    probability or number is a shade, and a class a sign. Truth tables have their rows marked with
    the true class.

    Returns:
        At most MOST_COLUMNS x LINES characters with axes and a key; None without room for them on
        the console, or where an answer is not finite, as of a training that diverged.
    """
    if not np.isfinite(grid.values).all():
        return None
    axes = _axes(grid, dataset)
    columns = min(MOST_COLUMNS, console.width - axes.margin - 1)
    if columns < max(LEAST_COLUMNS, len(axes.left) + len(axes.right) + 1):
        return None
    if console.color_system and not console.no_color:
        signs = [Text("██", Style(color=_color(rgb))) for rgb in PALETTE]
        lines = _coloured(grid, dataset, columns)
    else:
        shades = SHADES if console.encoding.startswith("utf") else ASCII_SHADES
        classes = dataset.task == "classes"
        signs = [Text(sign) for sign in (CLASS_SIGNS if classes else shades[0] + shades[-1])]
        lines = _plain(grid, dataset, columns, shades)
    return _key(signs, dataset, grid).append("\n").append_text(axes.around(lines, columns))


@dataclass(frozen=True)
class _Axes:
    """The axes: their names, and their least and greatest numbers as they are written."""

    x1: str
    x2: str
    left: str
    right: str
    bottom: str
    top: str

    @property
    def margin(self) -> int:
        """Columns left of the drawing."""
        return max(map(cell_len, (self.bottom, self.top, self.x2)))  # 한 takes two columns

    def around(self, lines: list[Text], columns: int) -> Text:
        """The drawing with its axes."""
        labels = {0: self.top, LINES // 2: self.x2, LINES - 1: self.bottom}
        text = Text()
        for number, line in enumerate(lines):
            label = labels.get(number, "")
            text.append(" " * (self.margin - cell_len(label)) + f"{label} ").append_text(line)
            text.append("\n")
        room = columns - len(self.left) - len(self.right)
        name = shortened(self.x1, room - 2) if room > 4 else ""
        centred = set_cell_size(" " * ((room - cell_len(name)) // 2) + name, room)
        return text.append(" " * (self.margin + 1) + self.left + centred + self.right)


def _axes(grid: Boundary, dataset: Dataset) -> _Axes:
    x1, x2 = (shortened(name, 16) for name in dataset.feature_names)
    ends = [
        rounded(end, axis[-1] - axis[0], 2)
        for axis in (grid.x1, grid.x2)
        for end in (axis[0], axis[-1])
    ]
    return _Axes(x1, x2, *ends)


def _coloured(grid: Boundary, dataset: Dataset, columns: int) -> list[Text]:
    colours = _colours(_sampled(grid, 2 * LINES, columns), dataset)
    marks = _marks(grid, dataset, columns)
    lines = [Text() for _ in range(LINES)]
    for number, line in enumerate(lines):
        for column in range(columns):
            mark = marks.get((number, column))
            if mark is None:
                upper, lower = map(_color, colours[2 * number : 2 * number + 2, column])
                line.append("▀", Style(color=upper, bgcolor=lower))
            else:
                line.append(mark, Style(color="black", bgcolor=_color(WHITE), bold=True))
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


def _key(signs: list[Text], dataset: Dataset, grid: Boundary) -> Text:
    """The meaning of the drawing's signs, in one line."""
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
    """Values from 0 to 1: probabilities as they are, real numbers by their place in the range."""
    if dataset.task == "binary":
        return values
    low, high = values.min(), values.max()
    return (values - low) / (high - low) if high > low else np.zeros_like(values)


def _colours(values: Array, dataset: Dataset) -> Array:
    """[lines, columns, 3], 0 to 255: the class's colour, whiter the less certain it is."""
    palette: Array = np.array(PALETTE, float)
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
    """(line, column) -> the true class, for the few rows of a truth table."""
    if not dataset.exhaustive:
        return {}
    low, high = (np.array([grid.x1[end], grid.x2[end]]) for end in (0, -1))
    places = (grid.points - low) / (high - low) * (columns, LINES)
    names = [dataset.class_names[int(label)] for label in dataset.y.reshape(-1)]
    return {
        (LINES - 1 - int(down), int(right)): name[0]
        for (right, down), name in zip(places, names, strict=True)
    }
