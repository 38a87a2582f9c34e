"""Work for `run_with_timeout`, for processes that import nothing heavy."""

from __future__ import annotations

import time
from collections.abc import Iterator

from glassnet.cli.derive.process import Clock
from glassnet.errors import GlassnetError


class OfACalculus(GlassnetError):
    """Which the waiting process need not know."""


def endless(_: float) -> Iterator[object]:
    """Its imports take longer than its time, and then it does not end."""
    yield 1
    time.sleep(1.5)
    yield Clock.READY
    yield 2
    yield Clock.IMPORTING
    time.sleep(1.5)
    yield Clock.READY
    yield 3
    while True:
        9**9**7 % 7  # in C, where no exception reaches it


def mistaken(_: float) -> Iterator[object]:
    yield Clock.READY
    raise OfACalculus("column 1: a mistake")


def on_a_full_disk(_: float) -> Iterator[object]:
    yield Clock.READY
    raise OSError(28, "No space left on device", "a.png")
