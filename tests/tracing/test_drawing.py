"""Drawings of every kind of model: what one sees has to be true, and to be seen."""

from __future__ import annotations

import re
from functools import cache
from html.parser import HTMLParser
from itertools import combinations
from typing import Any, NamedTuple
from xml.etree import ElementTree

import jax.numpy as jnp
import keras
import numpy as np
import pytest
from keras import layers
from traced_models import KINDS, long_lstm, traced_case

import glassnet as gn
from glassnet.text import LANGUAGES, Language, message, using
from glassnet.tracing.drawing.boxes import Box, make_boxes
from glassnet.tracing.drawing.svg import (
    EM,
    distinct_labels,
    shortened_label,
    svg,
    text_width,
)

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
        """Where lines of the same source go on: the end, and the lower end of a straight part."""
        return {self.points[-1], self.points[1]}


class Drawn:
    """A drawing as it is read from its SVG."""

    def __init__(self, boxes: list[Box]) -> None:
        self.boxes = boxes
        root = ElementTree.fromstring(svg(boxes, with_panel=True))
        self.size = float(root.get("width", 0)), float(root.get("height", 0))
        self.place: dict[str, tuple[float, float, float, float]] = {}
        self.texts: dict[str, list[tuple[str, float]]] = {}
        self.paths: list[Path] = []
        self.tips: list[tuple[float, float]] = []
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
            if source is not None:
                for path in group.iter(f"{SVG}path"):
                    points = _points(path.get("d", ""))
                    self.paths.append(Path(source, path.get("data-to", ""), points))
                for head in group.iter(f"{SVG}polygon"):
                    x, y = head.get("points", "").split()[0].split(",")
                    self.tips.append((float(x), float(y)))


def _points(d: str) -> list[tuple[float, float]]:
    """The start, where a straight part ends (or the start again), and points along the curve."""
    straight, curve = d.split(" C ")
    x, y, *further = map(float, re.findall(NUMBER, straight))
    bottom = further[0] if further else y
    (x1, y1), (x2, y2), (x3, y3) = [
        tuple(map(float, re.findall(NUMBER, p))) for p in curve.split(",")
    ]
    along = [
        (
            (1 - t) ** 3 * x + 3 * t * (1 - t) ** 2 * x1 + 3 * t**2 * (1 - t) * x2 + t**3 * x3,
            (1 - t) ** 3 * bottom + 3 * t * (1 - t) ** 2 * y1 + 3 * t**2 * (1 - t) * y2 + t**3 * y3,
        )
        for t in np.linspace(0, 1, 33)[1:-1]
    ]
    return [(x, y), (x, bottom), *along, (x3, y3)]


def chained(x: Any) -> Any:
    for _ in range(60):
        x = jnp.sin(x) + x
    return x


MADE = {"a long chain": lambda: gn.trace(chained, 0.1), "an lstm of 20 steps": long_lstm}


DRAWN = [*((kind, fold) for kind in KINDS for fold in FOLDS), *((name, None) for name in MADE)]


@cache
def drawing_of(name: str, fold: bool | None) -> Drawn:
    trace = MADE[name]() if name in MADE else traced_case(name).trace
    return Drawn(make_boxes(trace.nodes, fold=fold))


@pytest.fixture(params=DRAWN, ids=str, scope="module")
def drawn(request: pytest.FixtureRequest) -> Drawn:
    return drawing_of(*request.param)


def test_every_drawing_fits_a_screen_of_1366_pixels_beside_a_scroll_bar(drawn: Drawn) -> None:
    assert drawn.size[0] <= 1340


def test_no_line_passes_through_a_box_nor_leaves_the_picture(drawn: Drawn) -> None:
    for path in drawn.paths:
        for (x1, y1), (x2, y2) in zip(path.points, path.points[1:], strict=False):
            assert 0 <= x1 <= drawn.size[0]
            assert 0 <= y1 <= drawn.size[1]
            for name, (left, top, right, bottom) in drawn.place.items():
                apart = max(y1, y2) <= top + 0.1 or min(y1, y2) >= bottom - 0.1
                assert apart or max(x1, x2) <= left or min(x1, x2) >= right, (path.source, name)


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
    """From the middle of a box's lower side, part by part where one ends and the next begins."""
    assert sorted(drawn.place) == sorted(box.name for box in drawn.boxes)
    for box in drawn.boxes:
        left, _, right, bottom = drawn.place[box.name]
        parts = [path for path in drawn.paths if path.source == box.name]
        reached = {((left + right) / 2, bottom)}
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


def test_lines_end_at_their_boxes_with_an_arrowhead(drawn: Drawn) -> None:
    ends = [path.points[-1] for path in drawn.paths if path.target]
    assert sorted(drawn.tips) == sorted(ends)
    for path in drawn.paths:
        if path.target:
            left, top, right, _ = drawn.place[path.target]
            x, y = path.points[-1]
            assert y == pytest.approx(top, abs=0.1)
            assert left < x < right


def test_texts_are_not_wider_than_their_boxes(drawn: Drawn) -> None:
    for name, texts in drawn.texts.items():
        left, _, right, _ = drawn.place[name]
        for text, size in texts:
            assert text_width(text) * EM * size < right - left, text


def test_a_layer_that_is_used_again_has_a_second_box() -> None:
    inputs = keras.Input((3,))
    first = layers.Dense(3, name="first")
    second = layers.Dense(3, name="second")
    model = keras.Model(inputs, layers.Dense(1, name="out")(first(second(first(inputs)))))
    model.compile("sgd", "mse")
    drawn = Drawn(make_boxes(gn.trace(model, np.ones((2, 3)), np.ones((2, 1))).nodes, fold=True))
    lines = {(path.source, path.target) for path in drawn.paths if path.target}
    assert {("first", "second"), ("second", "first′"), ("first′", "out")} <= lines


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("hidden/kernel", "hidden/kernel"),
        ("rnn/lstm_cell/recurrent_kernel", "…/recurrent_kernel"),
        ("rnn/lstm_cell/forget_gate, t = 3", "…/forget_gate, t = 3"),
        ("both/forward_lstm/lstm_cell, t = 12 (17)", "…stm_cell, t = 12 (17)"),
        ("a_name_without_any_stroke", "…me_without_any_stroke"),
    ],
)
def test_of_long_names_the_end_is_kept(name: str, said: str) -> None:
    assert shortened_label(name, 22) == said


def test_a_recurrent_cell_reads_t_and_its_time_step() -> None:
    labels = {box.name: box.lines[1] for box in make_boxes(long_lstm().nodes)}
    assert labels["lstm[0]/lstm_cell"].startswith("lstm/lstm_cell, t = 0 (")
    assert labels["lstm[19]/lstm_cell"].startswith("lstm/lstm_cell, t = 19 (")
    gates = {box.name: box.lines[1] for box in make_boxes(long_lstm().nodes, fold=False)}
    assert gates["lstm[3]/lstm_cell/forget_gate"] == "lstm/lstm_cell/forget_gate, t = 3"
    dense = make_boxes(traced_case("dense").trace.nodes)
    assert not [box for box in dense if "t = " in box.lines[1]]


def test_a_network_of_300_nodes_stays_readable() -> None:
    trace = long_lstm()
    assert len(trace.nodes) > 300
    drawn = Drawn(make_boxes(trace.nodes))
    assert {f"lstm[{step}]/lstm_cell" for step in range(20)} <= set(drawn.place)
    assert len(drawn.place) <= 60


def test_of_many_layers_each_is_one_box_with_its_weights() -> None:
    deep = [layers.Dense(2, "tanh", name=f"hidden{number}") for number in range(40)]
    model = keras.Sequential([keras.Input((2,)), *deep, layers.Dense(1, name="out")])
    model.compile("sgd", "mse")
    trace = gn.trace(model, np.ones((2, 2)), np.ones((2, 1)))
    assert len(trace.nodes) > 200
    drawn = Drawn(make_boxes(trace.nodes))
    assert set(drawn.place) == {"x", "y", "out", "loss", *(layer.name for layer in deep)}


class Page(HTMLParser):
    """What a browser reads of a page: attributes by element, and everything it would fetch."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.explained: dict[str, str] = {}
        self.tags: list[str] = []
        self.handlers: list[str] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.tags.append(tag)
        if "data-box" in given:
            self.explained[given["data-box"]] = given["data-explanation"]
        self.handlers += [given[each] for each in ("onmouseover", "onclick") if each in given]
        assert not {"src", "href"} & set(given)

    def handle_data(self, data: str) -> None:
        self.text += data


def test_a_page_explains_every_box_and_fetches_nothing() -> None:
    trace = traced_case("dense").trace
    page = Page(trace.to_html(fold=False))
    assert sorted(page.explained) == sorted(node.name for node in trace.nodes)
    assert len(page.handlers) == 2
    assert not {"script", "link", "img", "iframe"} & set(page.tags)
    kernel = trace.parameters[0]
    assert f"∂L/∂{kernel} = xᵀ · " in page.explained[kernel]
    assert f"{kernel}[" in page.explained[kernel].split("\n\n")[1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_says_how_it_is_read_in_both_languages(language: Language) -> None:
    trace = gn.trace("w*x", w=1, x=2)
    with using(language):
        page = Page(trace.to_html())
        legend, hint = message("drawing-legend"), message("drawing-hint")
        drawing = trace.to_svg()
    assert legend in page.text
    assert hint in page.text
    assert legend in drawing
    width = float(ElementTree.fromstring(drawing).get("width", 0))
    assert text_width(legend) * EM * 11 < width < 1340


def test_names_with_any_signs_are_shown_as_they_are() -> None:
    odd = "</svg><script>alert(1)</script>'\"&"
    trace = gn.trace(lambda given: jnp.sum(given[odd] ** 2), {odd: np.ones(2, np.float32)})
    page = Page(trace.to_html())
    assert f"given/{odd}" in page.explained
    assert "script" not in page.tags
    ElementTree.fromstring(trace.to_svg())


def test_no_two_boxes_read_the_same() -> None:
    inputs = keras.Input((2, 2))
    model = keras.Model(inputs, layers.Bidirectional(layers.LSTM(2))(inputs))
    model.compile("sgd", "mse")
    trace = gn.trace(model, np.ones((1, 2, 2), np.float32), np.ones((1, 4), np.float32))
    names = [box.lines[1] for box in make_boxes(trace.nodes, fold=True)]
    labels = distinct_labels(names, 22)
    assert len(set(labels)) == len(names)
    assert max(map(len, labels)) <= 22
    for name, label in zip(names, labels, strict=True):
        assert all(piece in name for piece in label.split("…"))
