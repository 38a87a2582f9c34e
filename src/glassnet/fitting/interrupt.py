"""Ctrl-C and SIGTERM as a request to stop at the next chunk's end, not as an error within."""

from __future__ import annotations

import signal
import threading
import time
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

    Attributes:
        signal: the number of the one that came; None while there is none.
    """

    def __init__(self) -> None:
        self.signal: int | None = None
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
