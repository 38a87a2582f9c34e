"""Phrases that several messages end with."""

from __future__ import annotations

from collections.abc import Iterable

from glassnet.errors import MOST_LISTED, nearest
from glassnet.messages import text


def suggestion(given: str, known: Iterable[str]) -> str:
    """' Did you mean sin?' for a near miss, else a list of what exists; '' if nothing is known."""
    names = list(known)
    if not names:
        return ""
    near = nearest(given, names)
    if near is not None:
        return " " + text("did-you-mean", name=near)
    return " " + text("known-names", names=", ".join(names[:MOST_LISTED]))
