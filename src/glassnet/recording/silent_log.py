"""The log of a process that trains with others: the first of them writes for all.

All of them prepare what is written. Where they share the devices they have to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from glassnet.recording.encoding import Block
from glassnet.recording.log import Job, Log


class SilentLog(Log):
    """A `Log` that writes nothing, and has no thread."""

    def __init__(self) -> None:
        pass

    def columns(self, subfolder: str, columns: Sequence[Any], steps: Any) -> None:
        pass

    def summaries(self, subfolder: str, summaries: Iterable[tuple[int, Any]]) -> None:
        pass

    def later(self, subfolder: str, make: Callable[[], Iterable[bytes | Block]], size: int) -> None:
        pass

    def job(self, job: Job) -> None:
        pass

    def position(self) -> dict[str, Any]:
        return {}

    def close(self) -> None:
        pass
