"""The thread that writes, so that training does not wait for the disk."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from queue import SimpleQueue

BOUND = 64 << 20
# Between two looks of a caller that waits. A job writes for milliseconds, and waiting is rare.
SECONDS_BETWEEN_LOOKS = 0.001

Job = Callable[[], None]


class Background:
    """Runs jobs in a thread of its own, one after the other, in the order in which they came.

    What a job finds on disk is what the jobs before it wrote: a checkpoint that is such a job knows
    what is in the log. For one caller's thread. As a context it is closed at the end.

    bound: bytes that jobs may hold in memory until they have run, 64 MiB unless given.

    The first exception of a job ends the thread: jobs that wait are dropped, and every later `put`,
    `flush` and `close` raises it in the caller's thread.
    """

    # The queue is the only state that both threads change, each by one operation that a signal
    # cannot cut in two. Condition is not used: Ctrl-C in its wait can leave its lock taken (seen
    # here; CPython's issue bpo-29988), and then the other thread waits for ever.

    def __init__(self, bound: int = BOUND) -> None:
        self._bound = bound
        # The job that runs stays first until it is done: its bytes are still held.
        self._jobs: deque[tuple[Job, int]] = deque()
        self._wake: SimpleQueue[bool] = SimpleQueue()  # False: no more will come
        self._failure: BaseException | None = None
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="glassnet-writer", daemon=True)
        self._thread.start()

    def put(self, job: Job, size: int) -> None:
        """Have a job run after those put before; wait only if memory would exceed the bound.

        size: bytes that the job holds. One larger than the bound is taken when no other waits.
        Raises what an earlier job raised, and RuntimeError after `close`.
        """
        if self._closed:
            raise RuntimeError("put after close")
        self._wait_while(lambda: self._jobs and self._held() + size > self._bound)
        self._jobs.append((job, size))
        self._wake.put(True)

    def flush(self) -> None:
        """Wait until every job is done. Raises what a job raised."""
        self._wait_while(lambda: self._jobs)

    def close(self) -> None:
        """Wait until every job is done, and end the thread. Raises what a job raised."""
        self._closed = True
        try:
            self.flush()
        finally:
            self._wake.put(False)

    def __enter__(self) -> Background:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _held(self) -> int:
        return sum(size for _, size in self._jobs.copy())

    def _wait_while(self, waiting: Callable[[], object]) -> None:
        self._wake.put(True)  # Ctrl-C may have come between a job and its wake
        while self._failure is None and waiting():
            time.sleep(SECONDS_BETWEEN_LOOKS)
        if self._failure is not None:
            raise self._failure

    def _run(self) -> None:
        while self._wake.get():
            while self._jobs:
                try:
                    self._jobs[0][0]()
                except BaseException as error:
                    self._failure = error
                    self._jobs.clear()
                    return
                self._jobs.popleft()
