"""How a command ends, other than well."""

from __future__ import annotations

MISTAKE = 2
# What a shell itself reports for a process that a signal ended: 128 and the signal's number.
INTERRUPTED = 130
TERMINATED = 143


class Interrupted(Exception):
    """A signal ended a command that has kept what it had; the message says what, in one line."""

    def __init__(self, message: str, code: int = INTERRUPTED) -> None:
        super().__init__(message)
        self.code = code


class Terminate:
    """What SIGTERM does: leave the way an exception does, so that half-written folders are removed.

    waits_for_chunk: training stops at the end of a chunk instead, as with Ctrl-C.
    """

    waits_for_chunk = True

    def __call__(self, *_: object) -> None:
        raise SystemExit(TERMINATED)
