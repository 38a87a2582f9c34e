"""Plays a session over a transport: reads what a page asks for, trains, and sends a frame for each
`Ready`.

A session's work happens in threads, one piece after the other; a piece of training is so short that
a page's request waits for some ten milliseconds at most.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any, Protocol

import msgspec
from anyio import CancelScope, CapacityLimiter, create_task_group
from anyio.to_thread import run_sync

from glassnet.errors import GlassnetError
from glassnet.studio import requests
from glassnet.studio.answers import AnyAnswer, Failed, Refused
from glassnet.studio.causes import Causes
from glassnet.studio.explain import explain_row, explain_unit, explain_weight
from glassnet.studio.guide.following import check_guide, show_step, take_guide
from glassnet.studio.guide.shelf import Shelf
from glassnet.studio.hand_units import can_one_unit, known_units, training_of, try_units
from glassnet.studio.layer_plane import explain_layer
from glassnet.studio.pencil import derive_formula, evaluate_formula
from glassnet.studio.pencil_graph import trace_formula
from glassnet.studio.session import Session
from glassnet.studio.state import HandUnits
from glassnet.studio.subject import StateError
from glassnet.text import Language, message, using

LOG = logging.getLogger(__name__)
FRAMES_PER_SECOND = 60.0
SEEK_SECONDS = 0.05  # of a way to a step, between two looks at what a page asks for
SEEK_FRAME_SECONDS = 0.25  # between two frames on the way
MOST_WAIT = 0.05  # seconds between two looks at the clock where steps are far apart

# What a page may ask for on the way to a step without stopping there.
LOOKING = (
    requests.Ready,
    requests.WhyWeight,
    requests.WhyUnit,
    requests.WhyLayer,
    requests.WhyRow,
    requests.TryUnits,
    requests.TakeKnown,
    requests.CanOneUnit,
    requests.Derive,
    requests.Evaluate,
    requests.TraceFormula,
    requests.TakeGuide,
    requests.CheckGuide,
    requests.ShowStep,
)


class Closed(Exception):
    """The page has gone."""


class Transport(Protocol):
    """The way to a page: a WebSocket, or what stands for one."""

    async def receive(self) -> bytes:
        """The next request. Raises Closed."""
        ...

    async def send(self, body: bytes, *, binary: bool) -> None:
        """Send an answer (JSON), or a frame (binary). Raises Closed."""
        ...


class Connection:
    """One page and its session, until the page goes.

    Args:
        transport: the way to the page.
        session: what it looks at; it stays as it is when the page goes.
        turn: the session's own, of 1: whoever has it works with the session.
        language: of all answers.
        shelf: the guides that it can follow; None for those of the lessons.
    """

    def __init__(
        self,
        transport: Transport,
        session: Session,
        turn: CapacityLimiter,
        language: Language,
        shelf: Shelf | None = None,
    ) -> None:
        self._transport, self._session, self._turn = transport, session, turn
        self._language: Language = language
        self._shelf = shelf or Shelf()
        self._decoder = msgspec.json.Decoder(requests.AnyRequest)
        self._causes = Causes(session)
        self._pace: float | None = None  # seconds between two steps; 0 for none
        self._shown = 0.0  # when the last frame was begun
        self._next = 0.0  # when the next step is due
        self._is_ready = False  # whether the page takes a frame
        self._awake = asyncio.Event()

    async def run(self) -> None:
        """Serve the page until it goes."""
        self._session.changed = True
        async with create_task_group() as tasks:
            for each in (self._read, self._play):
                tasks.start_soon(_until_closed, each, tasks.cancel_scope)

    # Requests ------------------------------------------------------------------------------------

    async def _read(self) -> None:
        await self._answer(await self._work(self._session.opened))
        while True:
            body = await self._transport.receive()
            try:
                request = self._decoder.decode(body)
            except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
                with using(self._language):
                    await self._answer(Failed(message("studio-request", why=str(error)[:200])))
                continue
            answer = await self._handle(request)
            if answer is not None:
                await self._answer(answer)
            self._awake.set()

    async def _handle(self, request: Any) -> AnyAnswer | None:
        """Do what was asked for; the answer, if there is one."""
        if not isinstance(request, LOOKING):
            self._session.sought = None
        match request:
            case requests.Play(steps_per_second):
                self._pace = 0.0 if steps_per_second is None else 1 / steps_per_second
                self._next = time.perf_counter()
            case requests.Pause():
                self._pace = None
                self._session.changed = True
            case requests.Ready():
                self._is_ready = True
            case _:
                return await self._work(self._do, request)
        return None

    def _do(self, request: Any) -> AnyAnswer | None:
        return self._guarded(partial(DO[type(request)], self), request)

    def _guarded(self, work: Callable[[Any], AnyAnswer | None], given: Any) -> AnyAnswer | None:
        try:
            return work(given)
        except StateError as error:
            return Refused(error.fields)
        except GlassnetError as error:
            return Failed(str(error))
        except Exception as error:  # a mistake of ours: the page goes on, and the log has it all
            LOG.exception(type(given).__name__)
            return Failed(message("studio-mistake", error=f"{type(error).__name__}: {error}"))

    # What is done in the session's thread ---------------------------------------------------------

    def change(self, request: requests.Change) -> AnyAnswer:
        self._session.change(request.state)
        return self._session.opened()

    def restore(self, request: requests.Restore) -> AnyAnswer:
        self._session.restore(request.state, until=time.perf_counter() + SEEK_SECONDS)
        return self._session.opened()

    def seek(self, target: int) -> AnyAnswer | None:
        self._session.sought = target
        return self.go_on(target)

    def go_on(self, target: int) -> AnyAnswer | None:
        """Go a part of the way to a step, unless a page has thought better of it."""
        session = self._session
        before = session.state.learning_rate
        is_over = True  # also where it fails
        try:
            is_over = session.seek(target, time.perf_counter() + SEEK_SECONDS)
        finally:
            if is_over and session.sought == target:
                session.sought = None
        return session.opened() if session.state.learning_rate != before else None

    def apply(self, request: requests.Apply) -> AnyAnswer:
        self._causes.apply(request.finding)
        return self._session.opened()

    def try_units(self, units: HandUnits) -> AnyAnswer:
        answer = try_units(units)
        self._session.keep(units=units)
        return answer

    def train_units(self, _: requests.TrainUnits) -> AnyAnswer:
        self._session.restore(training_of(self._session.state))
        return self._session.opened()

    # Training ------------------------------------------------------------------------------------

    async def _play(self) -> None:
        """Train while playing, and send a frame whenever the page takes one and there is news."""
        while True:
            is_due = self._is_ready and self._session.changed
            if self._pace is None and self._session.sought is None and not is_due:
                self._awake.clear()
                await self._awake.wait()
                continue
            began = time.perf_counter()
            if self._session.sought is not None:
                await self._seek(self._session.sought)
            elif self._pace is not None:
                await self._train(began)
            is_seeking = self._session.sought is not None
            is_on_the_way = is_seeking and began < self._shown + SEEK_FRAME_SECONDS
            if self._is_ready and self._session.changed and not is_on_the_way:
                self._is_ready, self._shown = False, began
                frame = await self._work(self._frame)
                await self._transport.send(frame, binary=True)
            if self._pace == 0:
                await asyncio.sleep(0)
            elif self._pace is not None:
                wait = min(self._next - time.perf_counter(), MOST_WAIT)
                await asyncio.sleep(max(0.0, wait))

    async def _seek(self, target: int) -> None:
        answer = await self._work(self._guarded, self.go_on, target)
        if answer is not None:
            await self._answer(answer)

    async def _train(self, now: float) -> None:
        pace = self._pace  # a page may ask for another while a step is under way
        assert pace is not None
        if pace == 0:
            await self._work(self._session.advance)
            return
        due = int((now - self._next) / pace) + 1 if now >= self._next else 0
        if due:
            most = max(1, int(1 / (FRAMES_PER_SECOND * pace)))
            await self._work(self._session.advance, min(due, most))
            self._next = max(self._next + due * pace, now)

    def _frame(self) -> bytes:
        self._session.changed = False  # a pause from here on is the next frame's
        return self._session.frame(playing=self._pace is not None)

    async def _work(self, function: Callable[..., Any], *arguments: Any) -> Any:
        def speaking() -> Any:
            with using(self._language):
                return function(*arguments)

        return await run_sync(speaking, limiter=self._turn)

    async def _answer(self, answer: AnyAnswer) -> None:
        await self._transport.send(msgspec.json.encode(answer), binary=False)


async def _until_closed(task: Callable[[], Awaitable[None]], scope: CancelScope) -> None:
    try:
        await task()
    except Closed:
        scope.cancel()


Handler = Callable[[Any, Any], AnyAnswer | None]

# Request -> what is done, in the session's thread.
DO: Mapping[type, Handler] = {
    requests.Change: Connection.change,
    requests.Restore: Connection.restore,
    requests.Apply: Connection.apply,
    requests.Step: lambda self, asked: self._session.advance(asked.steps),
    requests.Epoch: lambda self, asked: self._session.to_end_of_epoch(),
    requests.Rewind: lambda self, asked: self.seek(0),
    requests.Seek: lambda self, asked: self.seek(asked.step),
    requests.SetWeight: lambda self, asked: self._session.set_weight(
        asked.variable, asked.index, asked.value
    ),
    requests.WhyWeight: lambda self, asked: explain_weight(self._session, asked),
    requests.WhyUnit: lambda self, asked: explain_unit(self._session, asked),
    requests.WhyLayer: lambda self, asked: explain_layer(self._session, asked),
    requests.WhyRow: lambda self, asked: explain_row(self._session, asked),
    requests.TryUnits: lambda self, asked: self.try_units(asked.units),
    requests.TakeKnown: lambda self, asked: self.try_units(
        known_units(asked.gate, self._session.state.units.activation)
    ),
    requests.CanOneUnit: lambda self, asked: can_one_unit(asked.gate),
    requests.TrainUnits: Connection.train_units,
    requests.Diagnose: lambda self, asked: self._causes.diagnose(asked.seconds),
    requests.Derive: lambda self, asked: derive_formula(self._session, asked.pencil),
    requests.Evaluate: lambda self, asked: evaluate_formula(self._session, asked.pencil),
    requests.TraceFormula: lambda self, asked: trace_formula(asked.pencil),
    requests.TakeGuide: lambda self, asked: take_guide(self._session, self._shelf),
    requests.CheckGuide: lambda self, asked: check_guide(self._session, self._shelf, asked),
    requests.ShowStep: lambda self, asked: show_step(self._session, self._shelf),
}
