"""Work in a process of its own, which is ended when its time is over."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
import traceback
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from typing import Any

from glassnet.errors import GlassnetError


class TooLong(Exception):
    """The time was over before the work was."""


def bounded(work: Callable[[], Iterator[Any]], seconds: float) -> Iterator[Any]:
    """What `work` yields, one by one as it comes; all of it can be pickled, `work` too.

    Raises TooLong after `seconds`, and what GlassnetError `work` raises. However this is left, the
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
        sender.send(("error", error))
    except BrokenPipeError:
        pass
    except BaseException:
        traceback.print_exc()
    finally:
        sender.close()
        os._exit(0)  # the streams' buffers are the other process's
