"""What glassnet raises when the person using it can mend the cause.

One base class, so that the shell can print its one line and exit with code 2. A message says what
was given, what was expected and what would work, in one line.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable

MOST_LISTED = 20  # names in one line


class GlassnetError(ValueError):
    """Base of all errors that a user of glassnet can mend."""


class DataError(GlassnetError):
    """The data cannot be used: missing file or column, text among numbers, NaN, ragged rows."""


class SettingError(GlassnetError):
    """A setting has no meaning: unknown name, value out of range, contradiction with another."""


class BackendError(GlassnetError):
    """Keras or JAX was started in a way that glassnet cannot work with."""


class DiagnosisWarning(UserWarning):
    """What `fit(diagnose=True)` found in a training that goes on, or why it stopped it."""


def nearest(given: str, known: Iterable[str]) -> str | None:
    """The known name that `given` is probably meant to be; None if none is near."""
    near = difflib.get_close_matches(given, list(known), n=1, cutoff=0.6)
    return near[0] if near else None


def did_you_mean(given: str, known: Iterable[str]) -> str:
    """' Did you mean xor?' for a near miss, else a list of what exists, '' if nothing is known."""
    names = list(known)
    near = nearest(given, names)
    if near:
        return f" Did you mean {near}?"
    if not names:
        return ""
    more = f" and {len(names) - MOST_LISTED} more" if len(names) > MOST_LISTED else ""
    return f" Known: {', '.join(names[:MOST_LISTED])}{more}."
