"""The errors that glassnet raises when the person using it can mend the cause.

One base class, so that the shell can print its one line and exit with code 2. A message says what
was given, what was expected and what would work, in one line.
"""

from __future__ import annotations


class GlassnetError(ValueError):
    """Base of all errors that a user of glassnet can mend."""


class DataError(GlassnetError):
    """The data cannot be used: missing file or column, text among numbers, NaN, ragged rows."""


class SettingError(GlassnetError):
    """A setting has no meaning: unknown name, value out of range, contradiction with another."""


class BackendError(GlassnetError):
    """Keras or JAX was started in a way that glassnet cannot work with."""


class DiagnosisWarning(UserWarning):
    """A cause that `fit(diagnose=True)` found in a training that goes on, or why it stopped it."""


class NotCompiledWarning(UserWarning):
    """`fit` trains with `keras.Model.fit`: compiling is switched off, or would take minutes."""
