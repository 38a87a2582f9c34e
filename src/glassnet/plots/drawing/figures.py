"""Figures and their panels: size and margins, titles, legends, numbers at axes, fonts, colours."""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from rich.cells import cell_len

from glassnet.text import language, message, shortened, using

if TYPE_CHECKING:
    from matplotlib.figure import Figure

DOTS_PER_INCH = 120
# More panels make no picture that can be read, and Matplotlib takes a second for these.
MOST_PANELS = 30
# Inches. Margins are fixed: measuring them (a constrained layout) doubles the time of drawing.
PANEL_HEIGHT, HEAD, LETTERS, SIDE = 1.25, 0.3, 0.3, 0.8


@contextmanager
def lettering(names: Iterable[str]) -> Generator[None]:
    """Inside, text has fonts for these names, and one such as `x_$y$` is no formula.

    Messages are in the language in use, or in English if no font has its letters.
    """
    from matplotlib import rc_context

    korean = language() == "ko" and not families_for(["한글"])[1]
    families = families_for([*map(shorten, names), "한글" if korean else ""])[0]
    settings: Any = {
        "font.family": families,
        "text.parse_math": False,
        "axes.unicode_minus": False,
    }
    with rc_context(settings), using("ko" if korean else "en"):
        yield


def in_lettering(say: Callable[[], str]) -> str:
    """What `say` gives in the language that a picture's own words will have."""
    with lettering([]):
        return say()


def new_figure(width: float, height: float) -> Figure:
    """An empty figure, in inches, that a notebook shows without pyplot."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure: Any = Figure(figsize=(width, height), dpi=DOTS_PER_INCH)
    FigureCanvasAgg(figure)
    figure._repr_png_ = partial(_png, figure)
    return figure


def _png(figure: Figure) -> bytes:
    file = io.BytesIO()
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing", UserWarning)
        figure.savefig(file, format="png")
    return file.getvalue()


def panels(
    names: Sequence[str], *, title: str, x_label: str, y_label: str, room: float = 0.0
) -> tuple[Any, list[Any]]:
    """A figure and its panels, one a name, in rows that are read as lines of text.

    At most MOST_PANELS names are drawn, and the picture says so if there are more. The lowest
    panels have the `x_label`, the leftmost the `y_label`. room: inches to the right of each panel.
    """
    shown = names[:MOST_PANELS]
    # Of four or two, so that a layer's kernel and bias stand beside each other.
    columns = 1 if len(shown) <= 4 else 2 if len(shown) <= 10 else 4
    rows = -(-len(shown) // columns)
    wide = {1: 6.4, 2: 4.6, 4: 3.2}[columns]
    above, below = HEAD + 0.3, 0.5 + LETTERS
    width, height = columns * wide, above + below + rows * (PANEL_HEIGHT + HEAD) - HEAD
    figure: Any = new_figure(width, height)
    grid = figure.add_gridspec(
        rows,
        columns,
        left=SIDE / width,
        right=1 - (0.15 + room) / width,
        top=1 - above / height,
        bottom=below / height,
        hspace=HEAD / PANEL_HEIGHT,
        wspace=(SIDE + room) / (wide - SIDE - room),
    )
    axes: list[Any] = []
    for number, text in enumerate(shown):
        row, column = divmod(number, columns)
        ax = figure.add_subplot(grid[row, column], sharex=axes[0] if axes else None)
        ax.set_title(shorten(text, int(11 * (wide - SIDE))), y=1.0, loc="left", fontsize=8, pad=3)
        plain_numbers(ax.yaxis)
        lowest = number + columns >= len(shown)
        ax.tick_params(labelsize=7, labelbottom=lowest)
        ax.set_xlabel(x_label if lowest else "", fontsize=8)
        ax.set_ylabel("" if column else y_label, fontsize=8)
        axes.append(ax)
    more = len(names) - len(shown)
    add_title(figure, message("plot-more-panels", title=title, count=more) if more else title)
    return figure, axes


def add_title(figure: Any, title: str) -> None:
    """Add a title over the whole figure."""
    if title:
        width, height = figure.get_size_inches()
        figure.suptitle(shorten(title, int(9 * width)), y=1 - 0.08 / height, va="top", fontsize=11)


def add_legend(figure: Any, axes: Sequence[Any]) -> None:
    """One legend for all panels, each label once, below them."""
    found: dict[str, Any] = {}
    for ax in axes:
        found = legend_entries(ax) | found
    place: dict[str, Any] = {"loc": "lower center", "ncols": len(found) or 1}
    figure.legend(list(found.values()), list(found), frameon=False, fontsize=8, **place)


def legend_entries(ax: Any) -> dict[str, Any]:
    """The entries of a panel's legend, each label once."""
    handles, labels = ax.get_legend_handles_labels()
    return dict(zip(labels, handles, strict=True))


def whole_numbers(ax: Any) -> None:
    """Make the x axis count steps or epochs; a single one has its neighbours beside it."""
    ax.xaxis.set_major_formatter(lambda value, _: plain_number(value, comma_from=1e3))
    ax.xaxis.get_major_locator().set_params(integer=True, nbins=5)
    seen = np.concatenate([np.ravel(line.get_xdata()) for line in ax.lines] or [np.zeros(0)])
    if len(seen) and seen.min() == seen.max():
        ax.set_xlim(seen[0] - 1, seen[0] + 1)


def plain_numbers(axis: Any) -> None:
    """Label an axis without powers of ten as formulas, which take half of a picture's time, and
    without a factor over the axis, where the panel's name is."""
    axis.set_major_formatter(lambda value, _: plain_number(value))


def plain_number(value: float, comma_from: float = 1e4) -> str:
    """0.5, 2005 (which may be a year), 12,500, 1.25M, 1e+15."""
    size = abs(value)
    if 1e6 <= size < 1e12:
        return f"{value / 1e6:,.10g}M"
    return f"{value:,.10g}" if comma_from <= size < 1e6 else f"{value:.10g}"


def log_scale(ax: Any) -> None:
    from matplotlib.ticker import NullLocator

    ax.set_yscale("log")
    plain_numbers(ax.yaxis)
    ax.yaxis.set_minor_locator(NullLocator())


def say_empty(ax: Any, text: str) -> None:
    """Write in a panel that it has no numbers to draw, in place of an axis that is made up."""
    ax.set_yticks([])
    ax.text(0.5, 0.5, text, ha="center", va="center", fontsize=9, transform=ax.transAxes)


def shorten(text: str, width: int = 60) -> str:
    """Shorten a name to the width of so many letters; a Korean or Chinese sign counts as two."""
    room = width * len(text) // cell_len(text) if text else width
    return shortened(text, min(width, room))


# Fonts for names in any script, out of those that are installed ----------------------------------

# Matplotlib's own: always there, without Hangul or Chinese signs.
DEFAULT = "DejaVu Sans"
MOST_SIGNS = 10  # that a sentence names
# Debian's Noto CJK is one file for four languages; Matplotlib knows it by its first name, JP.
FAMILIES = (
    "Noto Sans CJK KR",
    "Noto Sans KR",
    "NanumGothic",
    "Malgun Gothic",
    "Apple SD Gothic Neo",
    "Noto Sans CJK JP",
)


def families_for(texts: Iterable[str]) -> tuple[list[str], str]:
    """(font families that have the texts' signs between them, the signs that none of them has).

    The first family is Matplotlib's own; another one is named only if it is installed and needed.
    """
    signs = {sign for text in texts for sign in text}
    if all(sign.isascii() for sign in signs):
        return [DEFAULT], ""
    signs -= _signs_of(_installed(DEFAULT), signs)
    if not signs:
        return [DEFAULT], ""
    if not any(_installed(family) for family in FAMILIES):
        _look_again()
    families = [DEFAULT]
    for family in FAMILIES:
        found = _signs_of(_installed(family), signs)
        if found:
            families.append(family)
            signs -= found
    return families, "".join(sorted(signs))


def no_font(signs: str) -> str:
    """The sentence that no installed font has these signs."""
    shown = [f"'{sign}'" for sign in signs[:MOST_SIGNS]] + ["…"] * (len(signs) > MOST_SIGNS)
    return message("picture-no-font", signs=", ".join(shown), count=len(signs))


def _installed(family: str) -> str | None:
    """The path of a family's upright, regular font if there is one; None without the family."""
    from matplotlib.font_manager import fontManager

    styles = [font for font in fontManager.ttflist if font.name == family]
    styles.sort(key=lambda font: (font.style != "normal", font.weight not in {400, "normal"}))
    return styles[0].fname if styles else None


def _signs_of(path: str | None, signs: set[str]) -> set[str]:
    from matplotlib.font_manager import get_font

    if path is None:
        return set()
    font: Any = get_font(path)
    return {sign for sign in signs if font.get_char_index(ord(sign))}


def _look_again() -> None:
    """Renew Matplotlib's list of fonts, which misses those installed since it was made."""
    from matplotlib.font_manager import findSystemFonts, fontManager

    for path in {*findSystemFonts()} - {font.fname for font in fontManager.ttflist}:
        with suppress(Exception):  # bitmaps and damaged files, which Matplotlib skips as well
            fontManager.addfont(path)


# Colours, markers and lines by which classes and curves are told apart ----------------------------

# Okabe, M. and Ito, K. (2008), Color Universal Design: told apart with any colour vision. The
# yellow is left out: it fades on white.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#000000")
# Beside the colour, so that a grey print reads as well.
MARKERS = ("o", "s", "^", "D", "v", "P", "X")
LINE_STYLES: tuple[Any, ...] = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)), (0, (9, 3)))
# How strong a sure answer's colour is: points in the full colour must stand out from it.
STRENGTH = 0.6


def line_style(number: int) -> dict[str, Any]:
    """The style of a panel's curve by its number: no two of 42 alike."""
    return {
        "color": COLOURS[number % len(COLOURS)],
        "linestyle": LINE_STYLES[number % len(LINE_STYLES)],
    }


def paled(colour: str, strength: float = STRENGTH) -> Any:
    """A colour mixed with white."""
    from matplotlib.colors import to_rgb

    return tuple(1 - (1 - part) * strength for part in to_rgb(colour))
