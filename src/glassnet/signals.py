"""Ctrl-C and SIGTERM: a request to stop soon, or kept back while it would do harm."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from types import FrameType
from typing import Any

DEFAULTS: dict[int, Any] = {
    signal.SIGINT: signal.default_int_handler,
    signal.SIGTERM: signal.SIG_DFL,
}
# A terminal, a shell and timeout may each send one, to the process and to its whole group: signals
# so close together are one request.
SECONDS_OF_ONE_REQUEST = 0.5


class Interrupt:
    """While entered, the first Ctrl-C or SIGTERM is noted; a later one acts as it did before.

    Does nothing outside the main thread, and leaves a handler of the program's own in place, unless
    it has the attribute `waits_for_chunk`.
    """

    def __init__(self) -> None:
        self.signal: int | None = None  # the number of the one that came
        self._since = 0.0
        self._previous: dict[int, Any] = {}

    @property
    def requested(self) -> bool:
        """Whether the training is to stop."""
        return self.signal is not None

    def __enter__(self) -> Interrupt:
        if threading.current_thread() is threading.main_thread():
            for number, default in DEFAULTS.items():
                handler: Any = signal.getsignal(number)
                if handler is default or getattr(handler, "waits_for_chunk", False):
                    self._previous[number] = signal.signal(number, self._note)
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._previous.items():
            signal.signal(number, handler)

    def _note(self, number: int, frame: FrameType | None) -> None:
        if self.signal is None:
            self.signal = number
            self._since = time.monotonic()
        if time.monotonic() - self._since < SECONDS_OF_ONE_REQUEST:
            return
        signal.signal(number, self._previous[number])
        signal.raise_signal(number)


@contextmanager
def interrupts_deferred(begun: Callable[[], bool] = lambda: True) -> Generator[None]:
    """Ctrl-C and SIGTERM wait for the end of the context. Does nothing outside the main thread.

    begun: whether they have to wait yet; until then they act as before, and `fit` is interrupted
        by them as ever.

    A handler and not a mask: a mask is one thread's, and NumPy's threads would take the signal.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[int] = []
    before: dict[int, Any] = {}

    def note(number: int, frame: FrameType | None) -> None:
        if begun():
            came.append(number)
        else:
            signal.signal(number, before[number])
            signal.raise_signal(number)

    handler: Any = note
    handler.waits_for_chunk = True
    for number in (signal.SIGINT, signal.SIGTERM):
        before[number] = signal.signal(number, handler)
    try:
        yield
    finally:
        for number, old in before.items():
            signal.signal(number, old)
        if came:
            signal.raise_signal(came[0])


@contextmanager
def interrupts_blocked() -> Generator[None]:
    """A process that is started in this context never gets Ctrl-C or SIGTERM: it inherits the mask.

    Both often come to a whole group of processes: from a terminal, from timeout, from systemd.
    Windows has no masks: there the process gets Ctrl-C.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
