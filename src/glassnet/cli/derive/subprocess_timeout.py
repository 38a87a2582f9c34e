"""Work in a process of its own, which is ended when its time is over."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from glassnet.errors import GlassnetError

# No command starts that long before its work does: what says so is a clock that cannot be used.
OLDEST = 60.0


class TooLong(Exception):
    """The time was over before the work was."""


def age() -> float:
    """Seconds since this process began, by the wall clock: Python's own start and imports count.

    Where the system does not tell (it is no Linux), the processor's time, which is no more.
    """
    used = time.process_time()
    with suppress(OSError, ValueError, IndexError, AttributeError):
        # The name, in parentheses, may hold spaces; behind it the start is the 20th field.
        fields = Path("/proc/self/stat").read_text().rpartition(")")[2].split()
        started = int(fields[19]) / os.sysconf("SC_CLK_TCK")
        found = time.clock_gettime(time.CLOCK_BOOTTIME) - started
        if used <= found <= OLDEST:
            return found
    return used


def bounded(work: Callable[[], Iterator[Any]], seconds: float) -> Iterator[Any]:
    """What `work` yields, one by one as it comes; all of it can be pickled, `work` too.

    Raises TooLong after `seconds`, and what GlassnetError or OSError `work` raises; the former as
    its base class, so that this process need not load what defines it. However this is left, the
    process is ended.
    """
    # Forked it has what is imported already; where that cannot be done it starts anew.
    forks = "fork" in multiprocessing.get_all_start_methods()
    context: Any = multiprocessing.get_context("fork" if forks else "spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_send, args=(work, sender), daemon=True)
    limit = time.monotonic() + seconds
    process.start()
    sender.close()
    try:
        while True:
            if not receiver.poll(max(0.0, limit - time.monotonic())):
                raise TooLong
            kind, found = receiver.recv()
            if kind == "end":
                return
            if kind == "error":
                raise found
            yield found
    except EOFError:
        raise RuntimeError("the process that computes ended before its work did") from None
    finally:
        process.kill()
        process.join()


def _send(work: Callable[[], Iterator[Any]], sender: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the other process answers it, and ends this one
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    try:
        for found in work():
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
