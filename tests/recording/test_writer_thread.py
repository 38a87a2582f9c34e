"""The order of jobs, the bound on memory, a job's failure, and Ctrl-C at any moment."""

from __future__ import annotations

import errno
import os
import random
import signal
import threading
import time
from collections.abc import Callable
from queue import SimpleQueue

import pytest

from glassnet.recording.log import WriterThread


def full_disk() -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def waits(call: Callable[[], None]) -> threading.Thread:
    """The thread of a call that has not returned after a while."""
    thread = threading.Thread(target=call, daemon=True)
    thread.start()
    thread.join(0.1)
    assert thread.is_alive()
    return thread


def test_jobs_run_in_the_order_in_which_they_came_and_flush_waits_for_all() -> None:
    done: list[int] = []
    background = WriterThread()
    for number in range(500):
        background.put(lambda number=number: done.append(number), 1)
    background.flush()
    assert done == list(range(500))
    background.put(lambda: (time.sleep(0.05), done.append(500)), 1)
    background.close()
    assert done[-1] == 500  # closing waits too


def test_put_waits_only_if_the_bound_would_be_exceeded() -> None:
    background = WriterThread(bound=10)
    gate = threading.Event()
    background.put(gate.wait, 6)
    background.put(lambda: None, 4)  # 10 of 10 bytes: returns while the first job still runs
    third = waits(lambda: background.put(lambda: None, 1))
    gate.set()
    third.join(10)
    assert not third.is_alive()
    background.close()


def test_a_job_larger_than_the_bound_is_taken_when_no_other_waits() -> None:
    done: list[str] = []
    background = WriterThread(bound=10)
    gate = threading.Event()
    background.put(gate.wait, 1)
    large = waits(lambda: background.put(lambda: done.append("large"), 1000))
    gate.set()
    large.join(10)
    background.close()
    assert done == ["large"]


def test_a_failure_is_raised_at_every_later_call_and_later_jobs_are_dropped() -> None:
    done: list[str] = []
    background = WriterThread()
    gate = threading.Event()
    background.put(gate.wait, 1)
    background.put(full_disk, 1)
    background.put(lambda: done.append("dropped"), 1)
    gate.set()
    for call in (background.flush, lambda: background.put(full_disk, 1), background.close):
        with pytest.raises(OSError, match="No space left"):
            call()
    assert done == []


def test_a_put_that_waits_learns_of_a_failure() -> None:
    background = WriterThread(bound=1)
    gate = threading.Event()
    background.put(lambda: (gate.wait(), full_disk()), 1)
    threading.Timer(0.05, gate.set).start()
    with pytest.raises(OSError, match="No space left"):
        background.put(lambda: None, 1)


def test_nothing_is_put_after_close() -> None:
    background = WriterThread()
    background.close()
    background.close()
    with pytest.raises(RuntimeError):
        background.put(lambda: None, 0)


def test_an_interrupt_at_any_moment_neither_hangs_nor_loses_a_job() -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    chance = random.Random(0)
    before = signal.signal(signal.SIGALRM, interrupt)
    try:
        for _ in range(100):
            given, done = [], []
            background = WriterThread(bound=3)
            try:
                signal.setitimer(signal.ITIMER_REAL, chance.uniform(0.0001, 0.004))
                for number in range(1_000_000):
                    background.put(lambda number=number, done=done: done.append(number), 1)
                    given.append(number)
                    if number % 5 == 0:
                        background.flush()
            except KeyboardInterrupt:
                pass
            closing = threading.Thread(target=background.close, daemon=True)
            closing.start()
            closing.join(10)
            assert not closing.is_alive()
            # The interrupt may have come when the last job was taken and put had not yet returned.
            assert done in (given, [*given, len(given)])
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


class Interrupted:
    """A queue whose second `put`, that for a job, is cut off by Ctrl-C."""

    def __init__(self, queue: SimpleQueue) -> None:
        self.get, self._put = queue.get, queue.put
        self._calls = 0

    def put(self, item: object) -> None:
        self._calls += 1
        if self._calls == 2:
            raise KeyboardInterrupt
        self._put(item)


def test_a_job_whose_wake_was_interrupted_runs_all_the_same() -> None:
    done: list[int] = []
    background = WriterThread()
    background.put(lambda: done.append(0), 1)
    background.flush()
    background._wake = Interrupted(background._wake)
    with pytest.raises(KeyboardInterrupt):
        background.put(lambda: done.append(1), 1)
    closing = threading.Thread(target=background.close, daemon=True)
    closing.start()
    closing.join(10)
    assert not closing.is_alive()
    assert done == [0, 1]
