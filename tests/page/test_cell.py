"""A session behind a notebook's widget, its messages carried by a function in place of a comm."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

import msgspec
import numpy as np
import pytest

import glassnet as gn
from glassnet.page import answers, requests
from glassnet.page.frames import decode
from glassnet.page.network.session import Session
from glassnet.page.notebook import cell
from glassnet.page.notebook.cell import Cell, Cells
from glassnet.page.state import HiddenLayer, PageState

SECONDS = 60.0
ANSWER = msgspec.json.Decoder(answers.AnyAnswer)


class Views:
    """The other end: what a notebook's views say and hear."""

    def __init__(self, **hooks: Callable[[Session], None]) -> None:
        self.session = Session(PageState(layers=(HiddenLayer(2, "tanh"),)))
        self.heard = queue.Queue[tuple[Mapping[str, Any], list[bytes]]]()
        quiet = {"worked": lambda session: None, "rested": lambda session: None}
        send = lambda content, buffers: self.heard.put((content, buffers))
        self.cell = Cell(self.session, send, **{**quiet, **hooks})

    def open(self, view: str) -> answers.Opened:
        self.cell.hear({"view": view, "open": "en"})
        return self.answer(view)

    def ask(self, view: str, request: Any) -> None:
        self.cell.hear({"view": view, "request": msgspec.json.encode(request).decode()})

    def answer(self, view: str) -> Any:
        content, buffers = self.heard.get(timeout=SECONDS)
        assert content["view"] == view
        assert not buffers
        return ANSWER.decode(content["answer"])

    def frame(self, view: str) -> Any:
        self.ask(view, requests.Ready())
        content, [frame] = self.heard.get(timeout=SECONDS)
        assert content == {"view": view}
        return decode(frame)


@pytest.fixture
def views() -> Any:
    found = Views()
    yield found
    found.cell.close("")


def test_a_view_trains_and_asks_as_a_page_does(views: Views) -> None:
    """Oracle: gn.trace of the network and the rows that the session has."""
    assert views.open("a").state.step == 0
    views.ask("a", requests.Step(steps=9))
    header, arrays = views.frame("a")
    assert header.step == 9
    kernel = np.asarray(views.session.model.layers[0].kernel)
    np.testing.assert_array_equal(arrays["hidden1/kernel"], kernel)
    views.ask("a", requests.WhyWeight("hidden1/kernel", (0, 1)))
    told = views.answer("a")
    dataset = views.session.dataset
    trace = gn.trace(views.session.model, dataset.x, dataset.y)
    assert told.gradient == pytest.approx(float(trace.gradients["hidden1/kernel"][0, 1]), abs=1e-7)


def test_the_caller_is_not_kept_waiting(views: Views) -> None:
    views.open("a")
    began = time.perf_counter()
    views.ask("a", requests.Play())
    assert time.perf_counter() - began < 0.5
    deadline = time.monotonic() + SECONDS
    while views.session.step < 50:
        assert time.monotonic() < deadline
        time.sleep(0.01)  # a cell that computes
    views.cell.hear({"view": "a", "close": True})
    time.sleep(0.3)
    rested = views.session.step
    time.sleep(0.3)
    assert views.session.step == rested  # nobody looks at it


def test_the_view_that_was_opened_last_has_the_session(views: Views) -> None:
    views.open("a")
    views.ask("a", requests.Step(steps=3))
    views.cell.hear({"view": "b", "open": "en"})
    content, _ = views.heard.get(timeout=SECONDS)
    assert content["view"] == "a"
    assert "another place" in content["closed"]
    assert views.answer("b").state.step == 3
    views.ask("a", requests.Step(steps=100))  # of a view that has been closed
    assert views.frame("b")[0].step == 3


def test_a_view_that_comes_back_speaks_another_language(views: Views) -> None:
    views.open("a")
    views.cell.hear({"view": "a", "close": True})
    views.cell.hear({"view": "a", "open": "ko"})
    assert views.answer("a").state.step == 0
    views.ask("a", requests.WhyWeight("nothing", (0,)))
    assert "가중치" in views.answer("a").reason


def test_what_is_no_request_is_told_to_its_view_alone(views: Views) -> None:
    views.open("a")
    for content in ({}, {"view": 3}, {"view": "a"}, {"open": "en"}, {"view": "a", "request": 3}):
        views.cell.hear(content)
    views.cell.hear({"view": "a", "request": "{"})
    assert isinstance(views.answer("a"), answers.Failed)


def test_a_training_that_rests_is_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cell, "REST_SECONDS", 0.2)
    rests = queue.Queue[tuple[int, str]]()
    note = lambda session: rests.put((session.step, threading.current_thread().name))
    views = Views(rested=note)
    views.open("a")
    rests.get(timeout=SECONDS)  # after it was opened
    for _ in range(4):
        views.ask("a", requests.Step())
        time.sleep(0.05)
    step, thread = rests.get(timeout=SECONDS)
    assert step == 4
    assert thread not in ("MainThread", "glassnet-page")
    time.sleep(0.5)
    assert rests.empty()
    views.cell.close("")


def test_sessions_have_a_bound_and_those_that_nobody_sees_go_first() -> None:
    class Fake:
        def __init__(self, *, is_seen: bool) -> None:
            self.is_seen, self.closed = is_seen, ""

        def close(self, why: str) -> None:
            self.closed = why

    many: list[Any] = [Fake(is_seen=number != 3) for number in range(cell.MOST_SESSIONS + 2)]
    cells = Cells()
    for each in many:
        cells.add(each)
    assert [number for number, each in enumerate(many) if each.closed] == [0, 3]
    assert str(cell.MOST_SESSIONS) in many[0].closed
    cells.close(many[0])  # is over already
    assert many[0].closed
