"""Drawings of every kind of model: what one sees has to be true, and to be seen."""

from __future__ import annotations

import re
from functools import cache
from html.parser import HTMLParser
from itertools import combinations, pairwise
from typing import Any, NamedTuple
from xml.etree import ElementTree

import jax.numpy as jnp
import keras
import numpy as np
import pytest
from keras import layers
from traced_models import KINDS, traced_case

import glassnet as gn
from glassnet.tracing.drawing.boxes import Box, boxes_of
from glassnet.tracing.drawing.svg import EM, shortened, svg, told_apart

SVG = "{http://www.w3.org/2000/svg}"
NUMBER = r"-?[\d.]+(?:e[+-]?\d+)?"
FOLDS = (None, False, True)


class Path(NamedTuple):
    """source, target: names of boxes. points: along the line."""

    source: str
    target: str
    points: list[tuple[float, float]]

    @property
    def joints(self) -> set[tuple[float, float]]:
        """Where lines of the same source go on: the end, and the right end of a level part."""
        return {self.points[-1], self.points[1]}


class Drawn:
    """A drawing as it is read from its SVG."""

    def __init__(self, boxes: list[Box]) -> None:
        self.boxes = boxes
        root = ElementTree.fromstring(svg(boxes, panel=True))
        self.size = float(root.get("width", 0)), float(root.get("height", 0))
        self.place: dict[str, tuple[float, float, float, float]] = {}
        self.texts: dict[str, list[tuple[str, float]]] = {}
        self.paths: list[Path] = []
        for group in root.iter(f"{SVG}g"):
            name, source = group.get("data-box"), group.get("data-from")
            if name is not None:
                rect = group.find(f"{SVG}rect")
                assert rect is not None
                x, y, wide, high = (float(rect.get(k, 0)) for k in ("x", "y", "width", "height"))
                self.place[name] = x, y, x + wide, y + high
                self.texts[name] = [
                    (text.text or "", float(text.get("font-size", 0)))
                    for text in group.iter(f"{SVG}text")
                ]
            for path in group.iter(f"{SVG}path"):
                points = _points(path.get("d", ""))
                self.paths.append(Path(source or "", path.get("data-to", ""), points))


def _points(d: str) -> list[tuple[float, float]]:
    """The start, where a level part ends (or the start again), and points along the curve; of a
    line that turns its corners."""
    if " V " in d:
        x, y, *level, out, between, back, end, last = map(float, re.findall(NUMBER, d))
        corners = [(out, y), (out, between), (back, between), (back, end), (last, end)]
        return [(x, y), (level[0] if level else x, y), *corners]
    level, curve = d.split(" C ")
    x, y, *further = map(float, re.findall(NUMBER, level))
    right = further[0] if further else x
    (x1, y1), (x2, y2), (x3, y3) = [
        tuple(map(float, re.findall(NUMBER, p))) for p in curve.split(",")
    ]
    along = [
        (
            (1 - t) ** 3 * right + 3 * t * (1 - t) ** 2 * x1 + 3 * t**2 * (1 - t) * x2 + t**3 * x3,
            (1 - t) ** 3 * y + 3 * t * (1 - t) ** 2 * y1 + 3 * t**2 * (1 - t) * y2 + t**3 * y3,
        )
        for t in np.linspace(0, 1, 33)[1:-1]
    ]
    return [(x, y), (right, y), *along, (x3, y3)]


def chained(x: Any) -> Any:
    for _ in range(60):
        x = jnp.sin(x) + x
    return x


# Two that are wider than a screen.
MADE = {"a long chain": lambda: gn.trace(chained, 0.1), "an lstm of 20 steps": lambda: recurrent()}


DRAWN = [*((kind, fold) for kind in KINDS for fold in FOLDS), *((name, None) for name in MADE)]


@pytest.fixture(params=DRAWN, ids=str, scope="module")
def drawn(request: pytest.FixtureRequest) -> Drawn:
    name, fold = request.param
    trace = MADE[name]() if name in MADE else traced_case(name).trace
    return Drawn(boxes_of(trace.nodes, fold=fold))


def test_no_drawing_is_wider_than_a_screen(drawn: Drawn) -> None:
    assert drawn.size[0] <= 2400


def test_lines_that_turn_do_not_cross_on_their_way(drawn: Drawn) -> None:
    parts = [
        (path.source, start, end)
        for path in drawn.paths
        if len(path.points) == 7
        for start, end in pairwise(path.points)
    ]
    level = [part for part in parts if part[1][1] == part[2][1]]
    upright = [part for part in parts if part[1][0] == part[2][0]]
    for source, (x1, y), (x2, _) in level:
        for other, (x, y1), (_, y2) in upright:
            beside = not min(x1, x2) < x < max(x1, x2) or not min(y1, y2) < y < max(y1, y2)
            assert beside or source == other, (source, other)


def test_no_line_passes_through_a_box_nor_leaves_the_picture(drawn: Drawn) -> None:
    for path in drawn.paths:
        for (x1, y1), (x2, y2) in zip(path.points, path.points[1:], strict=False):
            assert 0 <= x1 <= drawn.size[0]
            assert 0 <= y1 <= drawn.size[1]
            for name, (left, top, right, bottom) in drawn.place.items():
                beside = max(x1, x2) <= left + 0.1 or min(x1, x2) >= right - 0.1
                assert beside or max(y1, y2) <= top or min(y1, y2) >= bottom, (path.source, name)


def test_no_two_boxes_overlap_and_all_are_in_the_picture(drawn: Drawn) -> None:
    for left, top, right, bottom in drawn.place.values():
        assert left >= 0
        assert top >= 0
        assert right <= drawn.size[0]
        assert bottom <= drawn.size[1]
    for one, other in combinations(drawn.place.values(), 2):
        beside = one[2] < other[0] or other[2] < one[0]
        assert beside or one[3] < other[1] or other[3] < one[1]


def test_every_line_can_be_followed_from_its_box_to_each_use(drawn: Drawn) -> None:
    """From the middle of a box's right side, part by part where one ends and the next begins."""
    assert sorted(drawn.place) == sorted(box.name for box in drawn.boxes)
    for box in drawn.boxes:
        _, top, right, bottom = drawn.place[box.name]
        parts = [path for path in drawn.paths if path.source == box.name]
        reached = {(right, (top + bottom) / 2)}
        while True:
            begun = [path for path in parts if _near(path.points[0], reached)]
            if not begun:
                break
            parts = [path for path in parts if path not in begun]
            for path in begun:
                reached |= path.joints
        assert not parts
    found = {(path.source, path.target) for path in drawn.paths if path.target}
    expected = {(each, box.name) for box in drawn.boxes for each in box.operands}
    assert found == expected


def _near(point: tuple[float, float], others: set[tuple[float, float]]) -> bool:
    return any(abs(point[0] - x) < 0.1 and abs(point[1] - y) < 0.1 for x, y in others)


def test_lines_end_at_their_boxes(drawn: Drawn) -> None:
    for path in drawn.paths:
        if path.target:
            left, top, _, bottom = drawn.place[path.target]
            x, y = path.points[-1]
            assert x == pytest.approx(left, abs=0.1)
            assert top < y < bottom


def test_texts_are_not_wider_than_their_boxes(drawn: Drawn) -> None:
    for name, texts in drawn.texts.items():
        left, _, right, _ = drawn.place[name]
        for text, size in texts:
            assert len(text) * EM * size < right - left, text


def test_a_layer_that_is_used_again_has_a_second_box() -> None:
    inputs = keras.Input((3,))
    first = layers.Dense(3, name="first")
    second = layers.Dense(3, name="second")
    model = keras.Model(inputs, layers.Dense(1, name="out")(first(second(first(inputs)))))
    model.compile("sgd", "mse")
    drawn = Drawn(boxes_of(gn.trace(model, np.ones((2, 3)), np.ones((2, 1))).nodes, fold=True))
    lines = {(path.source, path.target) for path in drawn.paths if path.target}
    assert {("first", "second"), ("second", "first′"), ("first′", "out")} <= lines


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("hidden/kernel", "hidden/kernel"),
        ("rnn/lstm_cell/recurrent_kernel", "…/recurrent_kernel"),
        ("rnn[3]/lstm_cell/forget_gate", "rnn[3]/…/forget_gate"),
        ("both/forward_lstm[2]/lstm_cell (17)", "[2]/…/lstm_cell (17)"),
        ("a_name_without_any_stroke", "…me_without_any_stroke"),
    ],
)
def test_of_long_names_the_end_and_the_time_step_are_kept(name: str, said: str) -> None:
    assert shortened(name, 22) == said


@cache
def recurrent() -> Any:
    model = keras.Sequential([keras.Input((20, 2)), layers.LSTM(3, name="lstm"), layers.Dense(1)])
    model.compile("sgd", "mse")
    return gn.trace(model, np.ones((2, 20, 2)), np.ones((2, 1)))


def test_a_network_of_300_nodes_stays_readable() -> None:
    trace = recurrent()
    assert len(trace.nodes) > 300
    drawn = Drawn(boxes_of(trace.nodes))
    assert {f"lstm[{step}]/lstm_cell" for step in range(20)} <= set(drawn.place)
    assert len(drawn.place) <= 60


def test_of_many_layers_each_is_one_box_with_its_weights() -> None:
    deep = [layers.Dense(2, "tanh", name=f"hidden{number}") for number in range(40)]
    model = keras.Sequential([keras.Input((2,)), *deep, layers.Dense(1, name="out")])
    model.compile("sgd", "mse")
    trace = gn.trace(model, np.ones((2, 2)), np.ones((2, 1)))
    assert len(trace.nodes) > 200
    drawn = Drawn(boxes_of(trace.nodes))
    assert set(drawn.place) == {"x", "y", "out", "loss", *(layer.name for layer in deep)}


class Page(HTMLParser):
    """What a browser reads of a page: attributes by element, and everything it would fetch."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.told: dict[str, str] = {}
        self.tags: list[str] = []
        self.handlers: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.tags.append(tag)
        if "data-box" in given:
            self.told[given["data-box"]] = given["data-told"]
        self.handlers += [given[each] for each in ("onmouseover", "onclick") if each in given]
        assert not {"src", "href"} & set(given)


def test_a_page_tells_of_every_box_and_fetches_nothing() -> None:
    trace = traced_case("dense").trace
    page = Page(trace.to_html(fold=False))
    assert sorted(page.told) == sorted(node.name for node in trace.nodes)
    assert len(page.handlers) == 2
    assert not {"script", "link", "img", "iframe"} & set(page.tags)
    kernel = trace.parameters[0]
    assert f"∂L/∂{kernel} = xᵀ · " in page.told[kernel]
    assert f"{kernel}[" in page.told[kernel].split("\n\n")[1]
    assert Page(trace._repr_html_()).told


def test_names_with_any_signs_are_shown_as_they_are() -> None:
    odd = "</svg><script>alert(1)</script>'\"&"
    trace = gn.trace(lambda given: jnp.sum(given[odd] ** 2), {odd: np.ones(2, np.float32)})
    page = Page(trace.to_html())
    assert f"given/{odd}" in page.told
    assert "script" not in page.tags
    ElementTree.fromstring(trace.to_svg())


def test_no_two_boxes_read_the_same() -> None:
    inputs = keras.Input((2, 2))
    model = keras.Model(inputs, layers.Bidirectional(layers.LSTM(2))(inputs))
    model.compile("sgd", "mse")
    trace = gn.trace(model, np.ones((1, 2, 2), np.float32), np.ones((1, 4), np.float32))
    names = [box.lines[1] for box in boxes_of(trace.nodes, fold=True)]
    labels = told_apart(names, 22)
    assert len(set(labels)) == len(names)
    assert max(map(len, labels)) <= 22
    for name, label in zip(names, labels, strict=True):
        assert all(piece in name for piece in label.split("…"))
