"""A session for a notebook's cell: it works in threads of the kernel, so that other cells run
meanwhile, and talks to the views of its widget by messages in place of a WebSocket."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable, Coroutine, Mapping
from functools import cache
from typing import Any

from anyio import CapacityLimiter
from anyio.to_thread import run_sync

from glassnet.page.connection import Closed, Connection
from glassnet.page.guide.shelf import Shelf
from glassnet.page.sessions import AnySession
from glassnet.text import LANGUAGES, Language, message

LOG = logging.getLogger(__name__)
MOST_SESSIONS = 8
REST_SECONDS = 1.0  # without news, after which a training rests

Task = Callable[..., Coroutine[Any, Any, None]]
Send = Callable[[Mapping[str, Any], list[bytes]], None]
"""(content, buffers): sends a message to all views of a widget; from any thread."""


class CellTransport:
    """The way to one view of a widget, as a `Transport`."""

    def __init__(self, view: str, send: Send) -> None:
        self.view = view
        self._send = send
        self._requests = asyncio.Queue[bytes | None]()

    async def receive(self) -> bytes:
        """See `Transport`."""
        body = await self._requests.get()
        if body is None:
            raise Closed
        return body

    async def send(self, body: bytes, *, binary: bool) -> None:
        """See `Transport`."""
        content = {"view": self.view} if binary else {"view": self.view, "answer": body.decode()}
        self._send(content, [body] if binary else [])

    def hear(self, body: bytes | None) -> None:
        """A request has come; None: the view has gone."""
        self._requests.put_nowait(body)

    def close(self, why: str) -> None:
        """Tell the view that it has no session any more."""
        self._send({"view": self.view, "closed": why}, [])
        self.hear(None)


class Cell:
    """A session and the view that looks at it, which is the one that was opened last.

    Args:
        session: of the cell.
        send: see `Send`.
        worked: called with the session in its thread, when something was done with it.
        rested: called so when nothing was done any more for a while.
        shelf: the guides that it can follow; None for those of the lessons.
    """

    def __init__(
        self,
        session: AnySession,
        send: Send,
        *,
        worked: Callable[[AnySession], None],
        rested: Callable[[AnySession], None],
        shelf: Shelf | None = None,
    ) -> None:
        self._session, self._send = session, send
        self._worked, self._rested, self._shelf = worked, rested, shelf
        self._turn = CapacityLimiter(1)
        self._transport: CellTransport | None = None
        self._serving = asyncio.Lock()
        self._news = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self._loop = _loop()
        self._soon(self._start, self._tell_of_rest)

    @property
    def is_seen(self) -> bool:
        """Whether a view looks at the session."""
        return self._transport is not None

    def hear(self, content: Mapping[str, Any]) -> None:
        """Take a message from a view; from any thread."""
        self._soon(self._heard, content)

    def close(self, why: str) -> None:
        """End the session; from any thread. why: told to the view."""
        self._soon(self._close, why)

    def _soon(self, function: Callable[..., Any], *arguments: Any) -> None:
        self._loop.call_soon_threadsafe(function, *arguments)

    # In the loop's thread -------------------------------------------------------------------------

    def _start(self, task: Task, *arguments: Any) -> None:
        started = self._loop.create_task(_logged(task, *arguments))
        self._tasks.add(started)
        started.add_done_callback(self._tasks.discard)

    def _heard(self, content: Mapping[str, Any]) -> None:
        now = self._transport
        match content:
            case {"view": str(view), "open": str(language)}:
                if now is not None and now.view != view:
                    now.close(message("studio-elsewhere"))
                elif now is not None:  # the same page, in another language
                    now.hear(None)
                self._transport = CellTransport(view, self._send)
                spoken = language if language in LANGUAGES else "en"
                self._start(self._serve, self._transport, spoken)
            case {"view": str(view), "request": str(text)} if now is not None and now.view == view:
                now.hear(text.encode())
            case {"view": str(view), "close": True} if now is not None and now.view == view:
                now.hear(None)
                self._transport = None
            case _:
                pass  # of a view that was closed

    async def _serve(self, transport: CellTransport, language: Language) -> None:
        async with self._serving:  # when the view before it has gone
            if transport is not self._transport:
                return
            given = self._session, self._turn, language, self._work, self._shelf
            await Connection(transport, *given).run()

    def _work(self) -> None:
        self._worked(self._session)
        self._soon(self._news.set)

    async def _tell_of_rest(self) -> None:
        while True:
            await self._news.wait()
            while self._news.is_set():
                self._news.clear()
                await asyncio.sleep(REST_SECONDS)
            await run_sync(self._rested, self._session, limiter=self._turn)

    def _close(self, why: str) -> None:
        if self._transport is not None:
            self._transport.close(why)
            self._transport = None
        for task in self._tasks:
            task.cancel()


class Cells:
    """The cells that have a session, at most MOST_SESSIONS; those that no view looks at go first,
    then the oldest."""

    def __init__(self) -> None:
        self._cells: list[Cell] = []

    def add(self, cell: Cell) -> None:
        """Let a new one in."""
        while len(self._cells) >= MOST_SESSIONS:
            unseen = [each for each in self._cells if not each.is_seen]
            self.close((unseen or self._cells)[0], message("studio-widget-closed", most=8))
        self._cells.append(cell)

    def close(self, cell: Cell, why: str = "") -> None:
        """End a session, if it is not over."""
        if cell in self._cells:
            self._cells.remove(cell)
            cell.close(why)


async def _logged(task: Task, *arguments: Any) -> None:
    try:
        await task(*arguments)
    except Exception:  # a mistake of ours: the kernel goes on, and its log has it all
        LOG.exception(task.__qualname__)


@cache
def _loop() -> asyncio.AbstractEventLoop:
    """The loop of all cells: the kernel's own is not to be kept waiting by them, nor they by it."""
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="glassnet-page", daemon=True).start()
    return loop
