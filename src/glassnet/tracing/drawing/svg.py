"""A trace as a picture: boxes from left to right, values above and gradients below."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import cycle
from typing import Any
from unicodedata import east_asian_width
from xml.etree import ElementTree

from glassnet.tracing.drawing.boxes import Box
from glassnet.tracing.drawing.geometry import HEIGHT, WIDTH, Line, lines, plan

COLOURS = ("#1a4b8c", "#111", "#a03a00")  # value, name, gradient
SIZES = (11, 12, 11)
EM = 0.602  # a monospaced letter's width
# From no gradient to the largest: lightness of the box, in per cent.
PALE, STRONG = 97, 72
# Of lines that go on past the next column, one after the other.
RAILS = ("#2f6db3", "#b3562f", "#3c8a4a", "#8a4a9c", "#a88a1e", "#2f9a9a", "#b03a66", "#6b6b2a")
LINE = "#888"
STYLE = (
    ".glassnet-line{fill:none;stroke-width:1.2}"
    "g:hover>.glassnet-line,.glassnet-on>.glassnet-line,.glassnet-line.glassnet-on{stroke-width:3}"
    "g:hover>.glassnet-box,.glassnet-on>.glassnet-box{stroke-width:2.5}"
)


def svg(boxes: Sequence[Box], *, panel: bool = False) -> str:
    """The drawing as an SVG document. Hovering over a box tells what is told of it, and over a line
    shows where it goes.

    panel: whether boxes carry what a page's panel shows of them.
    """
    found = plan(boxes)
    wide, high = found.size
    root = _element(
        "svg",
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {wide:g} {high:g}",
        width=wide,
        height=high,
        role="img",
    )
    root.set("font-family", "ui-monospace, Menlo, Consolas, monospace")
    style = _element("style")
    style.text = STYLE
    root.append(style)
    root.append(_element("rect", width=wide, height=high, fill="white"))
    root.extend(_lines(lines(found)))
    labels = told_apart([box.lines[1] for box in boxes], int((WIDTH - 8) / (EM * SIZES[1])))
    for box, label in zip(boxes, labels, strict=True):
        x, y = found.left[box.name], found.middle[box.name] - HEIGHT / 2
        root.append(_drawn(box, label, x, y, panel=panel))
    return ElementTree.tostring(root, encoding="unicode")


def _lines(parts: Sequence[Line]) -> list[Any]:
    """A group for each box that lines leave; rails in colours, so that they can be told apart."""
    on_rails = dict.fromkeys(
        line.source for line in parts if line.through is not None or line.bends
    )
    colours = dict(zip(on_rails, cycle(RAILS), strict=False))
    groups: dict[str, Any] = {}
    for line in parts:
        if line.source not in groups:
            colour = colours.get(line.source, LINE)
            groups[line.source] = _element("g", stroke=colour, fill=colour)
            groups[line.source].set("data-from", line.source)
        groups[line.source].append(_path(line))
        if line.forks:
            x, y = line.start
            groups[line.source].append(_element("circle", cx=x, cy=y, r=2.5))
    return list(groups.values())


def _path(line: Line) -> Any:
    (x1, y1), (x2, y2) = line.start, line.end
    half = (x1 + x2) / 2
    path = f"M {x1:g} {y1:g}" if line.through is None else f"M {line.through:g} {y1:g} H {x1:g}"
    if line.bends:
        right, between, left = line.bends
        path += f" H {right:g} V {between:g} H {left:g} V {y2:g} H {x2:g}"
    else:
        path += f" C {half:g} {y1:g}, {half:g} {y2:g}, {x2:g} {y2:g}"
    return _element("path", d=path, **{"class": "glassnet-line", "data-to": line.target})


def _drawn(box: Box, label: str, x: float, y: float, *, panel: bool) -> Any:
    group = _element("g")
    if panel:
        group.set("data-box", box.name)
        group.set("data-told", "\n\n".join(filter(None, (box.told, box.paths))))
    light = PALE + (STRONG - PALE) * math.sqrt(box.strength)
    hue = 210 if box.is_input else 28
    group.append(
        _element(
            "rect",
            x=x,
            y=y,
            width=WIDTH,
            height=HEIGHT,
            rx=2 if box.is_input else 10,
            fill=f"hsl({hue}, 75%, {light:.0f}%)",
            stroke="#555",
            **{"class": "glassnet-box"},
        )
    )
    lines = (box.lines[0], label, box.lines[2])
    for number, (line, colour, size) in enumerate(zip(lines, COLOURS, SIZES, strict=True)):
        text = _element(
            "text",
            x=x + WIDTH / 2,
            y=y + 17 + 16 * number,
            fill=colour,
            **{"text-anchor": "middle", "font-size": size},
        )
        text.text = shortened(line, int((WIDTH - 8) / (EM * size)))
        group.append(text)
    title = _element("title")
    title.text = box.told
    group.append(title)
    return group


def told_apart(texts: Sequence[str], room: int) -> list[str]:
    """Each shortened; where some would read the same, with the beginning of what differs."""
    short = [shortened(text, room) for text in texts]
    alike: dict[str, list[int]] = {}
    for place, each in enumerate(short):
        alike.setdefault(each, []).append(place)
    for each, places in alike.items():
        if len({texts[place] for place in places}) == 1:
            continue
        letters = enumerate(zip(*(texts[place] for place in places), strict=False))
        same = next((number for number, some in letters if len({*some}) > 1), 0)
        end = each.lstrip("…")
        for place in places:
            head = texts[place][same : same + max(1, room - _wide(end) - 1)]
            while end and _wide(f"{head}…{end}") > room:
                end = end[1:]
            short[place] = f"{head}…{end}"
    return short


def shortened(text: str, room: int) -> str:
    """What tells a long name from others: its time step and its end, from a / on if that does."""
    parts = text.split("/")
    ends = ["…/" + "/".join(parts[first:]) for first in range(1, len(parts))]
    steps = [place for place, part in enumerate(parts) if "[" in part][-1:]
    for place in steps:
        beyond = parts[place + 1 :]
        with_step = [
            f"{parts[place]}/…/{parts[-1]}",
            f"[{parts[place].partition('[')[2]}/…/{parts[-1]}",
        ]
        ends = [*ends[:place], *(with_step if beyond else ()), *ends]
    fitting = [end for end in (text, *ends) if _wide(end) <= room]
    if fitting:
        return fitting[0]
    while _wide(text) > room - 1:
        text = text[1:]
    return f"…{text}"


def _wide(text: str) -> int:
    """In letters; Korean ones are as wide as two."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def _element(tag: str, **attributes: Any) -> Any:
    return ElementTree.Element(
        tag,
        {k: f"{v:g}" if isinstance(v, int | float) else str(v) for k, v in attributes.items()},
    )
