"""How a command ends, other than well."""

from __future__ import annotations

MISTAKE = 2
# What a shell itself reports for a process that a signal ended: 128 and the signal's number.
INTERRUPTED = 130
TERMINATED = 143


class Interrupted(Exception):
    """Ctrl-C ended a command that has kept what it had; the message says what, in one line."""
