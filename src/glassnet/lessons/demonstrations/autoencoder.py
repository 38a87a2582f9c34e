"""What can be seen in autoencoders: the code book of the 8-3-8 encoder, and the plane in which two
numbers each put digits."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from glassnet.data import digits
from glassnet.lessons import autoencoder
from glassnet.lessons.demonstrations import Demonstration
from glassnet.lessons.demonstrations.images import (
    UNSEEN,
    components_error,
    draw_digits,
    one_of_each,
    outputs,
    squared_error,
    unseen,
)
from glassnet.lessons.demonstrations.tables import aligned
from glassnet.text import message

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MOST_DRAWN = 500  # codes in the plane
# Where the third axis of the cube is drawn.
DEPTH = np.array([[1, 0], [0, 1], [0.45, 0.35]])


class CodeBook(NamedTuple):
    """What the 8-3-8 encoder makes of its eight patterns.

    Attributes:
        units: [8, 3] outputs of the hidden units.
        said: [8, 8] what comes out: the probability of each pattern.
    """

    units: NDArray[Any]
    said: NDArray[Any]

    @property
    def codes(self) -> list[str]:
        """The units' outputs rounded to bits, such as 101."""
        return ["".join(map(str, row)) for row in (self.units > 0.5).astype(int)]

    @property
    def different(self) -> int:
        """How many different codes there are."""
        return len({*self.codes})

    @property
    def right(self) -> int:
        """How many patterns come out as they went in."""
        return int((self.said.argmax(axis=1) == np.arange(len(self.said))).sum())


class Plane(NamedTuple):
    """What the digits' autoencoder makes of digits that it has not seen.

    Attributes:
        images, said: [UNSEEN, 144] pixels that went in, and came out.
        codes: [UNSEEN, 2] the two numbers between.
        labels: [UNSEEN] the digits.
        error, components_error: mean squared error of `said`, and of two principal components.
        neighbours: share of codes whose nearest among the training's is one of the same digit.
    """

    images: NDArray[Any]
    said: NDArray[Any]
    codes: NDArray[Any]
    labels: NDArray[Any]
    error: float
    components_error: float
    neighbours: float


def demonstrate(models: Mapping[str, Any], seed: int) -> Demonstration:
    """The code book, and how much of a digit two numbers keep."""
    book, plane = code_book(models["8-3-8"]), code_plane(models["digits"])
    numbers = {
        "units": book.units.tolist(),
        "codes": book.codes,
        "different_codes": book.different,
        "patterns_right": book.right,
        "squared_error": plane.error,
        "squared_error_of_two_principal_components": plane.components_error,
        "nearest_code_is_of_the_same_digit": plane.neighbours,
    }
    lines = [
        message("autoencoder-book"),
        *_book_table(book),
        message("autoencoder-counts", different=str(book.different), right=str(book.right)),
        "",
        message("autoencoder-digits", count=UNSEEN),
        f"  {plane.error:.4f}  {message('autoencoder-two-numbers')}",
        f"  {plane.components_error:.4f}  {message('autoencoder-components')}",
        message("autoencoder-neighbours", share=f"{plane.neighbours:.1%}"),
    ]
    return Demonstration(lines, numbers, lambda: draw(book, plane))


# What is measured ---------------------------------------------------------------------------------


def code_book(model: Any) -> CodeBook:
    """What the 8-3-8 encoder makes of its patterns."""
    x, _ = autoencoder.data("8-3-8")
    return CodeBook(outputs(model, "code", x), np.asarray(model(x)))


def code_plane(model: Any) -> Plane:
    """What the digits' autoencoder makes of unseen digits."""
    x, labels = unseen()
    (learned, _), (_, known) = autoencoder.data("digits"), digits(autoencoder.DIGITS)
    codes, references = outputs(model, "code", x), outputs(model, "code", learned)
    nearest = np.square(codes[:, np.newaxis] - references).sum(axis=-1).argmin(axis=1)
    return Plane(
        x,
        np.asarray(model(x)),
        codes,
        labels,
        squared_error(model, x),
        components_error(learned, x, codes.shape[1]),
        float((known[nearest] == labels).mean()),
    )


# How it is shown ----------------------------------------------------------------------------------


def _book_table(book: CodeBook) -> list[str]:
    heads = [message("autoencoder-pattern"), "h1", "h2", "h3", message("autoencoder-code"), "p"]
    patterns = np.eye(len(book.units), dtype=int)
    rows = [
        [
            "".join(map(str, pattern)),
            *(f"{unit:.2f}" for unit in units),
            code,
            f"{said[place]:.2f}",
        ]
        for place, (pattern, units, code, said) in enumerate(
            zip(patterns, book.units, book.codes, book.said, strict=True)
        )
    ]
    return aligned([heads, *rows])


def draw(book: CodeBook, plane: Plane) -> Figure:
    """The code book and its cube above; digits, what came out, and their plane below."""
    from glassnet.plots.drawing.figures import add_title, lettering, new_figure

    with lettering([]):
        figure: Any = new_figure(9.2, 7.6)
        grid = figure.add_gridspec(
            2, 2, left=0.1, right=0.97, top=0.93, bottom=0.07, hspace=0.2, wspace=0.15
        )
        axes = [figure.add_subplot(part) for part in grid]
        _draw_book(axes[0], book)
        _draw_cube(axes[1], book)
        _draw_plane(axes[2], plane)
        shown = one_of_each(plane.labels)
        first, second = shown[:5], shown[5:]
        strips = [plane.images[first], plane.said[first], plane.images[second], plane.said[second]]
        names = [message("autoencoder-input"), message("autoencoder-output")]
        draw_digits(axes[3], np.stack(strips), 2 * names)
        add_title(figure, message("autoencoder-title"))
    return figure


def _draw_book(ax: Any, book: CodeBook) -> None:
    """Pattern, hidden units and output as three blocks of cells."""
    from glassnet.plots.drawing.class_looks import orange_to_blue

    count = len(book.units)
    blocks = [
        ("autoencoder-pattern", np.eye(count), "Greys", (0, 8)),
        ("autoencoder-code", book.units, orange_to_blue(), (9, 15)),
        ("autoencoder-output", book.said, "Greys", (16, 24)),
    ]
    for _, cells, colours, (left, right) in blocks:
        place: dict[str, Any] = {"extent": (left, right, count, 0), "aspect": "auto"}
        ax.imshow(cells, cmap=colours, vmin=0, vmax=1, **place)
        ax.add_patch(_frame(left, right, count))
    for row, units in enumerate(book.units):
        for column, value in enumerate(units):
            middle = 10 + 2 * column, row + 0.5
            ax.text(*middle, f"{value:.2f}", ha="center", va="center", fontsize=8)
    ax.set_xlim(-0.1, 24.1)
    ax.set_ylim(count + 0.1, -0.1)
    ax.set_xticks([sum(ends) / 2 for *_, ends in blocks], [message(key) for key, *_ in blocks])
    ax.set_yticks(np.arange(count) + 0.5, [str(row + 1) for row in range(count)])
    ax.tick_params(length=0, labelsize=8)
    ax.spines[:].set_visible(False)


def _frame(left: float, right: float, height: float) -> Any:
    from matplotlib.patches import Rectangle

    return Rectangle((left, 0), right - left, height, fill=False, edgecolor="0.6", lw=0.8)


def _draw_cube(ax: Any, book: CodeBook) -> None:
    """The codes as points in the cube of all codes, each with its pattern's number."""
    from glassnet.plots.drawing.figures import COLOURS

    corners = np.array([*itertools.product([0, 1], repeat=3)])
    for one, other in itertools.combinations(corners, 2):
        if np.abs(one - other).sum() == 1:
            ax.plot(*(np.stack([one, other]) @ DEPTH).T, color="0.75", lw=1, zorder=1)
    points = book.units @ DEPTH
    ax.scatter(*points.T, s=260, color="white", edgecolors=COLOURS[0], linewidths=1.5, zorder=2)
    for number, (point, code) in enumerate(zip(points, book.codes, strict=True), start=1):
        ax.text(*point, str(number), ha="center", va="center", fontsize=9, zorder=3)
        below = {"xytext": (13, -9), "textcoords": "offset points"}
        ax.annotate(code, point, fontsize=8, color=COLOURS[1], zorder=3, **below)
    ax.margins(0.15)
    ax.set_axis_off()


def _draw_plane(ax: Any, plane: Plane) -> None:
    """The digits where their two numbers are, each drawn as its numeral."""
    from glassnet.plots.drawing.class_looks import CLASS_COLOURS

    for digit in range(10):
        rows = (plane.labels == digit) & (np.arange(len(plane.labels)) < MOST_DRAWN)
        look: dict[str, Any] = {"color": CLASS_COLOURS[digit % len(CLASS_COLOURS)], "linewidths": 0}
        ax.scatter(*plane.codes[rows].T, s=45, marker=_numeral(digit), **look)
    ax.tick_params(labelsize=8)
    ax.set_xlabel(message("autoencoder-plane", count=MOST_DRAWN), fontsize=8)


def _numeral(digit: int) -> Any:
    """A marker in the shape of a numeral; as text, 500 of them take seconds."""
    from matplotlib.path import Path
    from matplotlib.textpath import TextPath

    letter: Any = TextPath((0, 0), str(digit), size=1)
    extent = letter.get_extents()
    middle = [(extent.x0 + extent.x1) / 2, (extent.y0 + extent.y1) / 2]
    return Path(letter.vertices - middle, letter.codes)
