"""Signals kept back while it would do harm."""

from __future__ import annotations

import signal
import threading
from collections.abc import Generator
from contextlib import contextmanager


@contextmanager
def interrupts_deferred() -> Generator[None]:
    """Ctrl-C and SIGTERM wait for the end of the context. Does nothing outside the main thread.

    A handler and not a mask: a mask is one thread's, and NumPy's threads would take the signal.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[int] = []
    before = {
        number: signal.signal(number, lambda number, _: came.append(number))
        for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        if came:
            signal.raise_signal(came[0])


@contextmanager
def interrupts_blocked() -> Generator[None]:
    """A process that is started in this context never gets Ctrl-C or SIGTERM: it inherits the mask.

    Both often come to a whole group of processes: from a terminal, from timeout, from systemd.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
