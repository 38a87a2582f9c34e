"""The process that works for `glassnet derive`: its requests, its answers, and its time limit.

Nothing heavy is imported: the process that waits for the answer does without SymPy.
"""

from __future__ import annotations

import _thread
import math
import multiprocessing
import os
import signal
import threading
import time
import traceback
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, Any

from glassnet.errors import GlassnetError

if TYPE_CHECKING:
    from glassnet.text import Language

Lines = list[tuple[str, str]]
"""(style, text) pairs, a text of one line or several."""
EMPTY = ("", "")

# To import what is needed, on a machine that is slow, cold and busy.
IMPORT_SECONDS = 300.0

Work = Callable[[float], Iterator[Any]]
"""Gets the seconds that it may take, and yields what it finds."""


@dataclass(frozen=True)
class Request:
    """A request on the command line.

    Attributes:
        text: The formula.
        wrt, at, definitions, plot: The options.
        form: "screen", "latex", "markdown" or "json".
        width: Width of the terminal, in columns.
        language: Language of the words.
    """

    text: str
    wrt: str | None
    at: Sequence[str]
    definitions: bool
    plot: Path | None
    form: str
    width: int
    language: Language | None


@dataclass(frozen=True)
class Part:
    """One thing that was found out.

    Attributes:
        data: The part as data for JSON.
        derivative: Index of the derivative it belongs to; None for the whole answer.
        lines: The part as lines to read.
        error: A mistake of glassnet's own that came to light, in one line.
        next: Name of the next part, if it may take long.
        unfinished: Name of a part that was given up because it took too long.
        complete: Whether all that was asked for is there, and further parts only add to it.
    """

    data: Mapping[str, Any] = field(default_factory=dict[str, Any])
    derivative: int | None = None
    lines: Lines = field(default_factory=list[tuple[str, str]])
    error: str = ""
    next: str = ""
    unfinished: str = ""
    complete: bool = False


class Clock(Enum):
    """A signal that work yields to stop the clock while it imports, or to start it.

    The clock begins stopped.
    """

    IMPORTING = 1
    READY = 2


class TooLong(Exception):
    """The time was over before the work was."""


class TimeIsUp(BaseException):
    """The time of a block was over before the block was. No `except Exception` catches it."""


def run_with_timeout(work: Work, seconds: float) -> Iterator[Any]:
    """Yield what `work` yields, one by one as it comes.

    Args:
        work: The work; it and all that it yields can be pickled.
        seconds: The time limit, from when the work is ready.

    Raises:
        TooLong: after `seconds`.
        GlassnetError: what `work` raised of it, as this base class, so that this process need not
            load what defines it.
        OSError: what `work` raised of it.
    """
    # Forked it has what is imported already; where that cannot be done it starts anew.
    forks = "fork" in multiprocessing.get_all_start_methods()
    context: Any = multiprocessing.get_context("fork" if forks else "spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_send, args=(work, seconds, sender), daemon=True)
    process.start()
    sender.close()
    left, ticking, since = seconds, False, time.monotonic()
    try:
        while True:
            patience = left if ticking else IMPORT_SECONDS
            if not receiver.poll(max(0.0, since + patience - time.monotonic())):
                raise TooLong
            kind, found = receiver.recv()
            if kind == "end":
                return
            if kind == "error":
                raise found
            if isinstance(found, Clock):
                if ticking:
                    left -= time.monotonic() - since
                ticking, since = found is Clock.READY, time.monotonic()
            else:
                yield found
    except EOFError:
        raise RuntimeError("the process that computes ended before its work did") from None
    finally:
        process.kill()
        process.join()


@contextmanager
def time_limit(seconds: float) -> Generator[None]:
    """Raise TimeIsUp in the block once its time is over; in a main thread, for what Python runs."""
    if math.isinf(seconds):
        yield
        return
    end, left = time.monotonic() + seconds, threading.Event()

    def interrupt(*_: object) -> None:
        if not left.is_set() and time.monotonic() >= end:
            raise TimeIsUp

    def watch() -> None:
        patience = max(0.0, seconds)
        while not left.wait(patience):
            _thread.interrupt_main()
            patience = 0.1  # again, if a callback of the garbage collector swallowed it

    before = signal.signal(signal.SIGINT, interrupt)
    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
        left.set()
    finally:
        left.set()  # an interrupt may come before the first, the next comes later
        watcher.join()
        signal.signal(signal.SIGINT, before)


def _send(work: Work, seconds: float, sender: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the other process answers it, and ends this one
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    try:
        for found in work(seconds):
            sender.send(("found", found))
        sender.send(("end", None))
    except GlassnetError as error:
        sender.send(("error", GlassnetError(str(error))))
    except BrokenPipeError:
        pass
    except OSError as error:
        sender.send(("error", error))
    except BaseException:
        traceback.print_exc()
    finally:
        sender.close()
        os._exit(0)  # the streams' buffers are the other process's
