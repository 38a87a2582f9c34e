"""A trace as a picture: boxes from left to right, values above and gradients below."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree

from glassnet.graph.folding import differential
from glassnet.graph.layout import columns
from glassnet.tracing.node import TracedNode
from glassnet.tracing.numbers import brief, size_of

LOSS = "loss"  # the layer that computes it
MOST_SINGLE = 60  # boxes; of more, each layer becomes one
WIDTH, HEIGHT, ACROSS, DOWN, MARGIN = 168, 58, 44, 18, 16
COLOURS = ("#1a4b8c", "#111", "#a03a00")  # value, name, gradient
LONGEST = 24  # characters of a name in its box
# From no gradient to the largest: lightness of the box, in per cent.
PALE, STRONG = 97, 72


@dataclass(frozen=True)
class Box:
    """What is drawn of a node, or of a layer's nodes together.

    operands: names of the boxes it is made from. strength: of its gradient, 0 to 1.
    """

    name: str
    lines: tuple[str, str, str]
    told: str
    operands: tuple[str, ...]
    is_input: bool
    strength: float


def boxes_of(nodes: Sequence[TracedNode], *, fold: bool | None = None) -> list[Box]:
    """The boxes, operands first.

    fold: whether each layer is one box. None: the loss is one, of more than 60 boxes each layer
    and its time steps, and of still more a layer's steps together.
    """
    place = _places_of(nodes, fold)
    members: dict[str, list[TracedNode]] = {}
    for node in nodes:
        members.setdefault(place[node.name], []).append(node)
    largest = max((size_of(node.gradient) for node in nodes), default=0.0)
    made_from = {
        name: tuple(
            dict.fromkeys(
                place[operand]
                for node in some
                for operand in node.operands
                if operand in place and place[operand] != name
            )
        )
        for name, some in members.items()
    }
    return [_box(name, members[name], made_from[name], largest) for name in _sorted(made_from)]


def svg(nodes: Sequence[TracedNode], *, fold: bool | None = None) -> str:
    """The drawing as an SVG document. Hovering over a box tells formula, value and gradient."""
    boxes = {box.name: box for box in boxes_of(nodes, fold=fold)}
    at = _places(columns({name: box.operands for name, box in boxes.items()}))
    wide = max((x + WIDTH for x, _ in at.values()), default=0) + MARGIN
    high = max((y + HEIGHT for _, y in at.values()), default=0) + MARGIN
    root = _element(
        "svg",
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {wide} {high}",
        width=wide,
        height=high,
        role="img",
    )
    root.set("font-family", "ui-monospace, Menlo, Consolas, monospace")
    root.append(_element("rect", width=wide, height=high, fill="white"))
    for name, box in boxes.items():
        for operand in box.operands:
            root.append(_line(at[operand], at[name]))
    for name, box in boxes.items():
        root.append(_drawn(box, *at[name]))
    return ElementTree.tostring(root, encoding="unicode")


def page(nodes: Sequence[TracedNode], *, fold: bool | None = None) -> str:
    """The drawing as an HTML page that needs nothing else."""
    return (
        "<!doctype html>\n<html><head><meta charset='utf-8'><title>glassnet trace</title></head>"
        f"<body style='margin:0;overflow:auto'>{svg(nodes, fold=fold)}</body></html>\n"
    )


def dot(nodes: Sequence[TracedNode], *, fold: bool | None = None) -> str:
    """The drawing in Graphviz' language, to be laid out by `dot`."""
    boxes = boxes_of(nodes, fold=fold)
    lines = ["digraph trace {", "  rankdir=LR;", '  node [shape=box, fontname="monospace"];']
    for box in boxes:
        lines.append(f"  {_quoted(box.name)} [label={_quoted(chr(10).join(box.lines))}];")
    for box in boxes:
        lines += [f"  {_quoted(each)} -> {_quoted(box.name)};" for each in box.operands]
    return "\n".join([*lines, "}"]) + "\n"


def _places_of(nodes: Sequence[TracedNode], fold: bool | None) -> dict[str, str]:
    """The box of each node, by their names."""
    if fold is False:
        return {node.name: node.name for node in nodes}
    folds = (_by_loss, _by_layer, _by_steps) if fold is None else (_by_layer, _by_steps)
    place: dict[str, str] = {}
    for by in folds:
        place = {node.name: by(node) for node in nodes}
        if len(set(place.values())) <= MOST_SINGLE:
            break
    return place


def _by_loss(node: TracedNode) -> str:
    return LOSS if node.layer == LOSS else node.name


def _by_layer(node: TracedNode) -> str:
    """A layer's box; an input has its own."""
    return node.layer or node.name


def _by_steps(node: TracedNode) -> str:
    return re.sub(r"\[\d+\]", "", _by_layer(node))


def _sorted(made_from: Mapping[str, Sequence[str]]) -> list[str]:
    """In an order in which operands come first; of layers that feed each other (a shared one) some
    do not."""
    found: dict[str, None] = {}

    def visit(name: str, below: frozenset[str]) -> None:
        for operand in made_from[name]:
            if operand not in found and operand not in below:
                visit(operand, below | {name})
        found[name] = None

    for name in made_from:
        if name not in found:
            visit(name, frozenset())
    return list(found)


def _box(name: str, nodes: Sequence[TracedNode], operands: tuple[str, ...], largest: float) -> Box:
    last = nodes[-1]
    strength = max(size_of(node.gradient) for node in nodes)
    told = "\n\n".join(_told(node) for node in nodes[:12])
    if len(nodes) > 12:
        told += f"\n\n… {len(nodes) - 12} more"
    gradient = "" if last.gradient is None else f"∂ {brief(last.gradient, LONGEST - 2)}"
    return Box(
        name,
        (
            brief(last.value, LONGEST),
            name if len(nodes) == 1 else f"{name} ({len(nodes)})",
            gradient,
        ),
        told,
        operands,
        not last.formula,
        strength / largest if largest else 0.0,
    )


def _told(node: TracedNode) -> str:
    lines = [node.name + (f" = {node.formula}" if node.formula else "")]
    lines.append(f"  = {brief(node.value)}   {list(node.shape)}")
    if node.gradient is not None:
        lines.append(f"∂L/{differential(node.name)} = {node.gradient_formula}")
        lines.append(f"  = {brief(node.gradient)}")
    return "\n".join(lines)


def _places(found: Iterable[Sequence[str]]) -> dict[str, tuple[float, float]]:
    """The upper left corner of each box; columns are centred on the highest."""
    laid = list(found)
    most = max(map(len, laid), default=0)
    return {
        name: (
            MARGIN + number * (WIDTH + ACROSS),
            MARGIN + ((most - len(column)) / 2 + place) * (HEIGHT + DOWN),
        )
        for number, column in enumerate(laid)
        for place, name in enumerate(column)
    }


def _drawn(box: Box, x: float, y: float) -> Any:
    group = _element("g")
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
        )
    )
    for number, (line, colour) in enumerate(zip(box.lines, COLOURS, strict=True)):
        text = _element(
            "text",
            x=x + WIDTH / 2,
            y=y + 17 + 16 * number,
            fill=colour,
            **{"text-anchor": "middle"},
        )
        text.set("font-size", "12" if number == 1 else "11")
        text.text = _shortened(line)
        group.append(text)
    title = _element("title")
    title.text = box.told
    group.append(title)
    return group


def _line(start: tuple[float, float], end: tuple[float, float]) -> Any:
    (x1, y1), (x2, y2) = start, end
    x1, y1, y2 = x1 + WIDTH, y1 + HEIGHT / 2, y2 + HEIGHT / 2
    half = max(ACROSS / 2, abs(x2 - x1) / 2)
    path = f"M {x1:g} {y1:g} C {x1 + half:g} {y1:g}, {x2 - half:g} {y2:g}, {x2:g} {y2:g}"
    return _element("path", d=path, fill="none", stroke="#888")


def _shortened(text: str) -> str:
    """The end of a long name: what distinguishes it."""
    return text if len(text) <= LONGEST else f"…{text[1 - LONGEST :]}"


def _element(tag: str, **attributes: Any) -> Any:
    return ElementTree.Element(
        tag,
        {k: f"{v:g}" if isinstance(v, int | float) else str(v) for k, v in attributes.items()},
    )


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def embedded(nodes: Sequence[TracedNode]) -> str:
    """For a notebook: the drawing in a box that scrolls."""
    return f"<div style='overflow:auto;max-width:100%'>{svg(nodes)}</div>"
