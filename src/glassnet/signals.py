"""Signals kept back while it would do harm."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from types import FrameType
from typing import Any


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
    handler.waits_for_chunk = True  # see fitting/training_loop.py
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
