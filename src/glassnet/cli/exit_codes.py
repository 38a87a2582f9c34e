"""How a command ends other than well: exit codes, what SIGTERM does, the line on stderr."""

from __future__ import annotations

import sys

MISTAKE = 2
# What a shell itself reports for a process that a signal ended: 128 and the signal's number.
INTERRUPTED = 130
TERMINATED = 143


class Interrupted(Exception):
    """A signal ended a command that saved what it had; the text says what, in one line."""

    def __init__(self, text: str, code: int = INTERRUPTED) -> None:
        super().__init__(text)
        self.code = code


class Terminate:
    """SIGTERM's handler: leave like an exception does, so that half-written folders are removed.

    Attributes:
        waits_for_chunk: training stops at the end of a chunk instead, as with Ctrl-C.
    """

    waits_for_chunk = True

    def __call__(self, *_: object) -> None:
        raise SystemExit(TERMINATED)


def print_error(text: str) -> None:
    """One line on stderr, whatever line breaks the text has."""
    print("glassnet: " + " ".join(text.split()), file=sys.stderr)
