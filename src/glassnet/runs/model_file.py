"""A model from a `.keras` file, which may be anybody's."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import keras

from glassnet.errors import GlassnetError

LONGEST = 300


def load_model(path: str | Path) -> Any:
    """The keras.Model in a `.keras` file. No code that the file brings along is run.

    Raises GlassnetError, one line, for a file that has such code (a Lambda layer), and for one that
    cannot be read. Only `keras.config.enable_unsafe_deserialization()` lets such code run.
    """
    try:
        return keras.saving.load_model(path, safe_mode=True)
    except Exception as error:  # Keras raises all kinds
        reason = " ".join(str(error).split())
        if "unsafe" in reason:
            reason = "it brings code of its own (a Lambda layer), which is not run"
        raise GlassnetError(f"{path}: cannot be loaded: {reason[:LONGEST]}") from None
