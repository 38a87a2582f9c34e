"""The sessions of all pages, and whose turn it is to work with one."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from anyio import CapacityLimiter
from anyio.to_thread import run_sync

from glassnet.page.network.session import Session
from glassnet.page.sessions import AnySession

if TYPE_CHECKING:
    from glassnet.page.board import Board

MakeSession = Callable[[float], AnySession]
MOST_SESSIONS = 8
SOON = 0.2  # seconds in which a new session should stand; then it goes on before one's eyes
IDLE_SECONDS = 600.0  # after which a session without a page is forgotten
NEWS = ("/", "/data/runs")  # what TensorBoard's page asks for first, when it is loaded or reloaded


@dataclass
class Seat:
    """A session, and the turn to work with it."""

    session: AnySession
    turn: CapacityLimiter
    address: str  # of its TensorBoard
    logs: Mapping[str, Path] | None = None  # of saved runs, shown there too
    is_taken: bool = False
    left: float = field(default_factory=time.monotonic)
    _board: Board | None = None

    def updated_board(self, path: str) -> Board | None:
        """TensorBoard, which knows what has come since where its page asks for news; None for a
        session that has none."""
        if not isinstance(self.session, Session):
            return None
        if self._board is None:
            from glassnet.page.board import Board  # a second to load, and few pages need it

            self._board = Board(self.session, self.address, self.logs)
            self._board.update()
        elif path.endswith(NEWS):
            self._board.update()
        return self._board

    def close(self) -> None:
        """Delete what lies on disk."""
        if self._board is not None:
            self._board.close()
            self._board = None


class Seats:
    """The sessions of all pages, at most MOST_SESSIONS; those that no page looks at go first.

    make: a session for a new page, which should stand by a moment of `time.perf_counter`. It may
        give one that another page had and has left: there is one of a model that is trained itself.
    """

    def __init__(self, make: MakeSession, logs: Mapping[str, Path] | None = None) -> None:
        self._make, self._logs = make, logs
        self._seats: dict[str, Seat] = {}
        self._making = asyncio.Lock()

    async def take(self, name: str) -> Seat | None:
        """The session of a page, a new one if it has none; None if there are too many, or if the
        page is open already."""
        async with self._making:  # one after the other, or more would be made than may be
            return await self._take(name)

    async def _take(self, name: str) -> Seat | None:
        self._forget_idle()
        seat = self._seats.get(name)
        if seat is not None:
            if seat.is_taken:
                return None
            seat.is_taken = True
            return seat
        if len(self._seats) >= MOST_SESSIONS and not self._forget_oldest():
            return None
        turn = CapacityLimiter(1)
        soon = time.perf_counter() + SOON
        session = await run_sync(self._make, soon, limiter=turn)
        for other, seat in list(self._seats.items()):
            if seat.session is session:
                if seat.is_taken:
                    return None
                self._forget(other)
        seat = Seat(session, turn, f"/tensorboard/{name}", self._logs, is_taken=True)
        self._seats[name] = seat
        return seat

    def find(self, name: str) -> Seat | None:
        """The session of a page, if it has one."""
        return self._seats.get(name)

    def leave(self, seat: Seat) -> None:
        """The page has gone; it may come back."""
        seat.is_taken, seat.left = False, time.monotonic()

    def close(self) -> None:
        """Forget all sessions."""
        for name in list(self._seats):
            self._forget(name)

    def _forget(self, name: str) -> None:
        self._seats.pop(name).close()

    def _forget_idle(self) -> None:
        now = time.monotonic()
        for name, seat in list(self._seats.items()):
            if not seat.is_taken and now - seat.left > IDLE_SECONDS:
                self._forget(name)

    def _forget_oldest(self) -> bool:
        free = [(seat.left, name) for name, seat in self._seats.items() if not seat.is_taken]
        if free:
            self._forget(min(free)[1])
        return bool(free)
