"""Plays a session over a transport: reads what a page asks for, trains, and sends a frame for each
`Ready`.

A session's work happens in threads, one piece after the other; a piece of training is so short that
a page's request waits for some ten milliseconds at most.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, Protocol

import msgspec
from anyio import CancelScope, CapacityLimiter, create_task_group
from anyio.to_thread import run_sync

from glassnet.errors import GlassnetError
from glassnet.page import requests
from glassnet.page.answers import AnyAnswer, Failed, Refused
from glassnet.page.causes import Causes
from glassnet.page.guide.shelf import Shelf
from glassnet.page.handlers import HANDLERS, Tools, go_on
from glassnet.page.network.subject import StateError
from glassnet.page.sessions import AnySession
from glassnet.text import Language, message, using
from glassnet.training.refusals import ModelInUse

LOG = logging.getLogger(__name__)
FRAMES_PER_SECOND = 60.0
SEEK_FRAME_SECONDS = 0.25  # between two frames on the way
IN_USE_SECONDS = 0.05  # between two tries to get at a model that another cell uses
MOST_WAIT = 0.05  # seconds between two looks at the clock where steps are far apart

# What a page may ask for on the way to a step without stopping there.
LOOKING = (
    requests.Ready,
    requests.WhyWeight,
    requests.WhyUnit,
    requests.WhyLayer,
    requests.WhyRow,
    requests.Look,
    requests.Unfold,
    requests.WhyNumber,
    requests.TakeGuide,
    requests.CheckGuide,
    requests.TryUnits,
    requests.TakeKnown,
    requests.CanOneUnit,
    requests.Derive,
    requests.Evaluate,
    requests.TraceFormula,
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
        worked: called in the session's thread when something was done with the session.
        shelf: the guides that it can follow; None for those of the lessons.
    """

    def __init__(
        self,
        transport: Transport,
        session: AnySession,
        turn: CapacityLimiter,
        language: Language,
        worked: Callable[[], None] = lambda: None,
        shelf: Shelf | None = None,
    ) -> None:
        self._transport, self._session, self._turn = transport, session, turn
        self._language: Language = language
        self._worked = worked
        self._decoder = msgspec.json.Decoder(requests.AnyRequest)
        self._tools = Tools(Causes(session), shelf or Shelf())
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
        handler = HANDLERS[type(self._session)].get(type(request))
        if handler is None:
            return Failed(message("studio-not-here", request=type(request).__name__))
        return self._guarded(partial(handler, self._session, self._tools), request)

    def _guarded(self, work: Callable[[Any], AnyAnswer | None], given: Any) -> AnyAnswer | None:
        try:
            return work(given)
        except StateError as error:
            return Refused(error.fields)
        except GlassnetError as error:
            return Failed(str(error))
        except Exception as error:  # a mistake of ours: the page goes on, and the log has it all
            LOG.exception(type(given).__name__)
            return Failed(_mistake(error))

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
            try:
                await self._go_on(began)
            except ModelInUse:
                self._session.changed = True
                await asyncio.sleep(IN_USE_SECONDS)
            except Closed:
                raise
            except Exception as error:  # a mistake of ours: training rests, and the log has it all
                LOG.exception("play")
                self._pace, self._session.changed = None, False
                await self._answer(Failed(_mistake(error)))
            if self._pace == 0:
                await asyncio.sleep(0)
            elif self._pace is not None:
                wait = min(self._next - time.perf_counter(), MOST_WAIT)
                await asyncio.sleep(max(0.0, wait))

    async def _go_on(self, now: float) -> None:
        """Seek or train for a moment, and send a frame if one is due."""
        if self._session.sought is not None:
            await self._seek(self._session.sought)
        elif self._pace is not None:
            await self._train(now)
        is_seeking = self._session.sought is not None
        is_on_the_way = is_seeking and now < self._shown + SEEK_FRAME_SECONDS
        if self._is_ready and self._session.changed and not is_on_the_way:
            frame = await self._work(self._frame)
            self._is_ready, self._shown = False, now
            await self._transport.send(frame, binary=True)

    async def _seek(self, target: int) -> None:
        answer = await self._work(self._guarded, partial(go_on, self._session), target)
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
                found = function(*arguments)
            self._worked()
            return found

        return await run_sync(speaking, limiter=self._turn)

    async def _answer(self, answer: AnyAnswer) -> None:
        await self._transport.send(msgspec.json.encode(answer), binary=False)


def _mistake(error: Exception) -> str:
    return message("studio-mistake", error=f"{type(error).__name__}: {error}")


async def _until_closed(task: Callable[[], Awaitable[None]], scope: CancelScope) -> None:
    try:
        await task()
    except Closed:
        scope.cancel()
