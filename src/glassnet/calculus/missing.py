"""Why an expression has no value at a point."""

from __future__ import annotations


class Missing(Exception):
    """An expression has no value that is known."""


class NoValue(Missing):
    """1/0, log 0, the root of a negative number, or the like stands in it."""


class TooLarge(Missing):
    """A number in it is too large to compute with."""
