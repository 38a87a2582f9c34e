"""A drawing of a trace as SVG: in each box a value above its name and the gradient below."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import cycle
from typing import Any
from unicodedata import east_asian_width
from xml.etree import ElementTree

from glassnet.text import message
from glassnet.tracing.drawing.boxes import Box
from glassnet.tracing.drawing.layout import BOX_HEIGHT, BOX_WIDTH, MARGIN, Layout, Line, layout
from glassnet.tracing.tables import MONOSPACE

COLOURS = ("#1a4b8c", "#111", "#a03a00")  # value, name, gradient
SIZES = (11, 12, 11)
EM = 0.602  # a monospaced letter's width
PALE, STRONG = 97, 72  # lightness of a box without a gradient, and with the largest, in per cent
# Of lines that go on past the next row, one after the other.
RAILS = ("#2f6db3", "#b3562f", "#3c8a4a", "#8a4a9c", "#a88a1e", "#2f9a9a", "#b03a66", "#6b6b2a")
LINE = "#888"
ARROW = (7.0, 3.5)  # an arrowhead's length, and half its width
LEGEND = 22  # pixels
STYLE = (
    ".glassnet-line{fill:none;stroke-width:1.2}"
    "g:hover>.glassnet-line,.glassnet-on>.glassnet-line,.glassnet-line.glassnet-on{stroke-width:3}"
    "g:hover>.glassnet-box,.glassnet-on>.glassnet-box{stroke-width:2.5}"
)


def svg(boxes: Sequence[Box], *, with_panel: bool = False) -> str:
    """The drawing as an SVG document.

    Hovering over a box shows its explanation, hovering over a line where it goes. with_panel:
    whether boxes carry what a page's panel shows of them.
    """
    found = layout({box.name: box.operands for box in boxes})
    legend = message("drawing-legend")
    width = max(found.width, text_width(legend) * EM * SIZES[0] + 2 * MARGIN)
    height = found.height + LEGEND
    root = _element(
        "svg",
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {width:g} {height:g}",
        width=width,
        height=height,
        role="img",
        **{"font-family": MONOSPACE},
    )
    root.append(_element("style", STYLE))
    root.append(_element("rect", width=width, height=height, fill="white"))
    small = {"font-size": SIZES[0]}
    root.append(_element("text", legend, x=MARGIN, y=MARGIN + 4, fill="#555", **small))
    drawing = _element("g", transform=f"translate(0 {LEGEND})")
    root.append(drawing)
    drawing.extend(_line_groups(found))
    for box, texts in zip(boxes, box_texts(boxes), strict=True):
        drawing.append(_box_group(box, texts, found.corners[box.name], with_panel=with_panel))
    return ElementTree.tostring(root, encoding="unicode")


def line_colours(found: Layout) -> Mapping[str, str]:
    """The colour of each box's lines: rails are told apart."""
    return dict(zip(found.rails, cycle(RAILS), strict=False))


def box_colour(box: Box) -> str:
    """Blue for inputs, orange for what is computed; the darker the larger the gradient."""
    hue = 210 if box.is_input else 28
    return f"hsl({hue}, 75%, {PALE + (STRONG - PALE) * math.sqrt(box.strength):.0f}%)"


def arrowhead(line: Line) -> list[tuple[float, float]]:
    """The corners of the arrowhead at a line's end."""
    (x, y), (length, half) = line.end, ARROW
    return [(x, y), (x - half, y - length), (x + half, y - length)]


def box_texts(boxes: Sequence[Box]) -> list[list[str]]:
    """Value, label and gradient of each box, as much of them as there is room for."""
    rooms = [int((BOX_WIDTH - 8) / (EM * size)) for size in SIZES]
    labels = distinct_labels([box.lines[1] for box in boxes], rooms[1])
    lines = ((box.lines[0], label, box.lines[2]) for box, label in zip(boxes, labels, strict=True))
    return [list(map(shortened_label, three, rooms)) for three in lines]


def _line_groups(found: Layout) -> list[Any]:
    """A group for each box that lines leave."""
    colours = line_colours(found)
    groups: dict[str, Any] = {}
    for line in found.lines:
        if line.source not in groups:
            colour, start = colours.get(line.source, LINE), {"data-from": line.source}
            groups[line.source] = _element("g", stroke=colour, fill=colour, **start)
        group = groups[line.source]
        style = {"class": "glassnet-line", "data-to": line.target}
        group.append(_element("path", d=_path(line), **style))
        if line.target:
            points = " ".join(f"{x:g},{y:g}" for x, y in arrowhead(line))
            group.append(_element("polygon", points=points))
        if line.forks:
            x, y = line.start
            group.append(_element("circle", cx=x, cy=y, r=2.5))
    return list(groups.values())


def _path(line: Line) -> str:
    (x1, y1), (x2, y2) = line.start, line.end
    half = (y1 + y2) / 2
    start = f"M {x1:g} {y1:g}" if line.lane_top is None else f"M {x1:g} {line.lane_top:g} V {y1:g}"
    return f"{start} C {x1:g} {half:g}, {x2:g} {half:g}, {x2:g} {y2:g}"


def _box_group(
    box: Box, texts: Sequence[str], corner: tuple[float, float], *, with_panel: bool
) -> Any:
    x, y = corner
    group = _element("g")
    if with_panel:
        group.set("data-box", box.name)
        group.set("data-explanation", "\n\n".join(filter(None, (box.explanation, box.paths))))
    group.append(
        _element(
            "rect",
            x=x,
            y=y,
            width=BOX_WIDTH,
            height=BOX_HEIGHT,
            rx=2 if box.is_input else 10,
            fill=box_colour(box),
            stroke="#555",
            **{"class": "glassnet-box"},
        )
    )
    for number, (text, colour, size) in enumerate(zip(texts, COLOURS, SIZES, strict=True)):
        place = {"x": x + BOX_WIDTH / 2, "y": y + 17 + 16 * number}
        style = {"fill": colour, "text-anchor": "middle", "font-size": size}
        group.append(_element("text", text, **place, **style))
    group.append(_element("title", box.explanation))
    return group


def distinct_labels(texts: Sequence[str], room: int) -> list[str]:
    """Each text shortened; where two would read the same, with the first of what differs."""
    short = [shortened_label(text, room) for text in texts]
    equal: dict[str, list[int]] = {}
    for place, label in enumerate(short):
        equal.setdefault(label, []).append(place)
    for label, places in equal.items():
        if len({texts[place] for place in places}) == 1:
            continue
        letters = enumerate(zip(*(texts[place] for place in places), strict=False))
        differs = next((number for number, some in letters if len({*some}) > 1), 0)
        end = label.lstrip("…")
        for place in places:
            head = texts[place][differs : differs + max(1, room - text_width(end) - 1)]
            while end and text_width(f"{head}…{end}") > room:
                end = end[1:]
            short[place] = f"{head}…{end}"
    return short


def shortened_label(text: str, room: int) -> str:
    """The end of a long text, from a / on if that fits."""
    parts = text.split("/")
    ends = (text, *("…/" + "/".join(parts[first:]) for first in range(1, len(parts))))
    fitting = next((end for end in ends if text_width(end) <= room), None)
    if fitting is not None:
        return fitting
    while text_width(text) > room - 1:
        text = text[1:]
    return f"…{text}"


def text_width(text: str) -> int:
    """The width of a text in letters; a Korean letter counts as two."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def _element(tag: str, text: str | None = None, /, **attributes: Any) -> Any:
    element = ElementTree.Element(tag)
    element.text = text
    for name, value in attributes.items():
        element.set(name, f"{value:g}" if isinstance(value, int | float) else str(value))
    return element
