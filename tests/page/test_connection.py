"""A page's conversation with its session, over a transport in memory."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable
from typing import Any

import keras
import msgspec
import numpy as np
import pytest
from anyio import CapacityLimiter
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.page import answers, requests
from glassnet.page.connection import IN_USE_SECONDS, Closed, Connection
from glassnet.page.frames import Header, decode
from glassnet.page.network.session import Session
from glassnet.page.state import HiddenLayer, PageState
from glassnet.text import Language

SECONDS = 60.0  # for an answer, on a busy machine


class Page:
    """The other end of a transport."""

    def __init__(self) -> None:
        self._to_server = asyncio.Queue[bytes | None]()
        self.answers = asyncio.Queue[Any]()
        self.frames = asyncio.Queue[Header]()
        self._answer = msgspec.json.Decoder(answers.AnyAnswer)

    async def receive(self) -> bytes:
        body = await self._to_server.get()
        if body is None:
            raise Closed
        return body

    async def send(self, body: bytes, *, binary: bool) -> None:
        if binary:
            self.frames.put_nowait(decode(body)[0])
        else:
            self.answers.put_nowait(self._answer.decode(body))

    def say(self, request: Any) -> None:
        body = request if isinstance(request, bytes) else msgspec.json.encode(request)
        self._to_server.put_nowait(body)

    def leave(self) -> None:
        self._to_server.put_nowait(None)

    async def answer(self) -> Any:
        return await asyncio.wait_for(self.answers.get(), SECONDS)

    async def frame(self) -> Header:
        self.say(requests.Ready())
        return await asyncio.wait_for(self.frames.get(), SECONDS)


@pytest.fixture(scope="module")
def session() -> Session:
    return Session(PageState(layers=(HiddenLayer(2, "tanh"),)))


def talk(
    session: Session, script: Callable[[Page], Awaitable[None]], language: Language = "en"
) -> None:
    """Play a script against a connection, from `Opened` on until the page leaves."""

    async def play() -> None:
        page = Page()
        connection = Connection(page, session, CapacityLimiter(1), language)
        serving = asyncio.create_task(connection.run())
        assert isinstance(await page.answer(), answers.Opened)
        await script(page)
        page.leave()
        await asyncio.wait_for(serving, SECONDS)

    asyncio.run(play())


def test_a_frame_comes_for_each_ready_and_no_more(session: Session) -> None:
    async def script(page: Page) -> None:
        first = await page.frame()
        page.say(requests.Play())
        seen = [await page.frame() for _ in range(5)]
        assert all(each.playing for each in seen)
        assert [each.step for each in seen] == sorted({each.step for each in seen})
        assert seen[0].step > first.step
        await asyncio.sleep(0.2)
        assert page.frames.empty()
        page.say(requests.Pause())
        last = await page.frame()
        assert not last.playing
        await asyncio.sleep(0.1)
        page.say(requests.Step())
        assert (await page.frame()).step == last.step + 1

    talk(session, script)


def test_a_pace_is_kept(session: Session) -> None:
    async def script(page: Page) -> None:
        page.say(requests.Rewind())
        page.say(requests.Play(steps_per_second=20))
        await asyncio.sleep(1.5)
        page.say(requests.Pause())
        assert 5 <= (await page.frame()).step <= 40

    talk(session, script)


def test_time_goes_back_and_on(session: Session) -> None:
    async def script(page: Page) -> None:
        page.say(requests.Rewind())
        page.say(requests.Step(steps=30))
        there = await page.frame()
        page.say(requests.Seek(step=7))
        assert (await page.frame()).step == 7
        page.say(requests.Seek(step=30))
        assert (await page.frame()).loss == there.loss
        page.say(requests.Epoch())
        assert (await page.frame()).epoch == 31

    talk(session, script)


def test_questions_are_answered_while_it_plays(session: Session) -> None:
    async def script(page: Page) -> None:
        page.say(requests.Play())
        page.say(requests.WhyWeight("hidden1/kernel", (0, 1)))
        assert isinstance(await page.answer(), answers.WeightExplained)
        page.say(requests.WhyUnit(0, 1, (0.0, 1.0)))
        assert isinstance(await page.answer(), answers.UnitExplained)
        page.say(requests.Pause())
        page.say(requests.Diagnose())
        assert isinstance(await page.answer(), answers.Diagnosed)

    talk(session, script)


def test_a_remedy_is_applied() -> None:
    session = Session(PageState(learning_rate=1e5, optimizer="sgd"))

    async def script(page: Page) -> None:
        page.say(requests.Diagnose())
        found = await page.answer()
        assert found.findings[0].key == "rate-too-large"
        assert found.findings[0].applicable
        page.say(requests.Apply(finding=0))
        opened = await page.answer()
        assert opened.state.learning_rate < 1e5
        assert (opened.state.step, opened.state.edits) == (0, ())
        page.say(requests.Apply(finding=7))
        assert isinstance(await page.answer(), answers.Failed)

    talk(session, script)


def test_refusals_are_in_the_language_of_the_page(session: Session) -> None:
    async def script(page: Page) -> None:
        page.say(requests.Change(msgspec.structs.replace(session.state, optimizer="adm")))
        refused = await page.answer()
        assert list(refused.fields) == ["optimizer"]
        assert "그런 이름은 없습니다" in refused.fields["optimizer"]
        page.say(requests.SetWeight("none", (), 1.0))
        assert "가중치는 없습니다" in (await page.answer()).reason

    talk(session, script, "ko")


def test_a_page_hears_of_the_rate_that_was_used_then() -> None:
    session = Session(PageState(layers=(HiddenLayer(2, "tanh"),)))

    async def script(page: Page) -> None:
        page.say(requests.Step(steps=5))
        assert (await page.frame()).step == 5
        page.say(requests.Change(msgspec.structs.replace(session.state, learning_rate=0.5)))
        assert (await page.answer()).state.learning_rate == 0.5
        page.say(requests.Rewind())
        assert (await page.answer()).state.learning_rate == 0.1

    talk(session, script)


def test_a_mistake_of_ours_is_one_line_and_the_page_goes_on(
    session: Session, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: float) -> None:
        raise ZeroDivisionError("by 0")

    async def script(page: Page) -> None:
        page.say(requests.Rewind())
        assert (await page.frame()).step == 0
        monkeypatch.setattr(session, "seek", fail)
        page.say(requests.Seek(step=3))
        assert "ZeroDivisionError" in (await page.answer()).reason
        monkeypatch.undo()
        page.say(requests.Step())
        assert (await page.frame()).step == 1

    talk(session, script)
    assert "by 0" in caplog.text


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)
TYPES = [each.__struct_config__.tag for each in requests.AnyRequest.__args__]
NEARLY = st.fixed_dictionaries(
    {"type": st.sampled_from(TYPES)},
    optional={
        "steps": JSON,
        "step": JSON,
        "state": JSON,
        "variable": JSON,
        "index": JSON,
        "value": JSON,
        "point": JSON,
        "layer": JSON,
    },
).map(msgspec.json.encode)


@settings(max_examples=10)
@given(st.lists(st.binary(max_size=40) | NEARLY, min_size=1, max_size=12))
def test_what_is_no_request_is_said_and_the_page_goes_on(session: Session, bodies) -> None:
    async def script(page: Page) -> None:
        for body in bodies:
            page.say(body)
        page.say(requests.Pause())
        page.say(requests.Rewind())
        assert (await page.frame()).step >= 0
        page.say(requests.WhyUnit(0, 0, (0.5, 0.5)))
        while not isinstance(await page.answer(), answers.UnitExplained):
            pass

    talk(session, script)


def test_units_set_by_hand_stay_in_the_state_and_leave_the_training_alone(
    session: Session,
) -> None:
    async def script(page: Page) -> None:
        page.say(requests.Step(3))
        page.say(requests.TakeKnown("xor"))
        tried = await page.answer()
        assert isinstance(tried, answers.UnitsTried)
        assert all(tried.right)
        page.say(requests.CanOneUnit("xor"))
        assert isinstance(await page.answer(), answers.OneUnit)
        assert session.step == 3
        assert session.state.units == tried.units
        page.say(requests.TrainUnits())
        opened = await page.answer()
        assert opened.state.room == "train"
        assert opened.state.units == tried.units
        page.say(requests.Restore(PageState(layers=(HiddenLayer(2, "tanh"),))))
        await page.answer()

    talk(session, script)


def test_a_long_way_can_be_left(session: Session) -> None:
    async def script(page: Page) -> None:
        page.say(requests.Rewind())
        page.say(requests.Seek(step=9_000_000))
        first = await page.frame()
        while first.step == 0:
            first = await page.frame()
        page.say(requests.WhyUnit(0, 0, (0.0, 1.0)))  # one may look on the way
        assert isinstance(await page.answer(), answers.UnitExplained)
        assert (await page.frame()).step > first.step
        page.say(requests.Pause())
        page.say(requests.Rewind())
        found = await page.frame()
        while found.step != 0:
            found = await page.frame()
        await asyncio.sleep(0.1)
        assert page.frames.empty()

    talk(session, script)


def test_a_state_of_a_late_step_is_gone_to_before_ones_eyes() -> None:
    session = Session(PageState(layers=(HiddenLayer(2, "tanh"),)))

    async def script(page: Page) -> None:
        page.say(requests.Restore(msgspec.structs.replace(session.state, step=3_000)))
        opened = await page.answer()
        assert opened.state.step <= 3_000
        found = await page.frame()
        while found.step != 3_000:
            found = await page.frame()

    talk(session, script)
    assert session.sought is None
    assert len(session.playback.timeline.moments) > 50


def test_training_waits_while_keras_has_the_model(session: Session) -> None:
    """`predict` in another cell of a notebook takes the variables' values until it ends."""
    taken, ended = threading.Event(), threading.Event()

    class Hold(keras.callbacks.Callback):
        def on_predict_batch_begin(self, batch: int, logs: Any = None) -> None:
            taken.set()
            assert ended.wait(SECONDS)

    def predict() -> None:
        session.model.predict(session.dataset.x, verbose=0, callbacks=[Hold()])

    async def script(page: Page) -> None:
        page.say(requests.Play())
        before = await page.frame()
        predicting = asyncio.create_task(asyncio.to_thread(predict))
        assert await asyncio.to_thread(taken.wait, SECONDS)
        await asyncio.sleep(3 * IN_USE_SECONDS)
        ended.set()
        await predicting
        held = session.step
        assert held >= before.step
        while (await page.frame()).step <= held:
            pass
        page.say(requests.Pause())
        assert page.answers.empty()

    talk(session, script)


def test_weights_can_be_read_while_a_page_trains(session: Session) -> None:
    before = [each.value for each in session.model.trainable_variables]
    kept = [np.asarray(each).copy() for each in before]
    session.advance(1)
    for value, copy in zip(before, kept, strict=True):
        np.testing.assert_array_equal(value, copy)  # not deleted by the step
