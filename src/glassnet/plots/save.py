"""Pictures on disk."""

from __future__ import annotations

import os
import warnings
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from glassnet.errors import SettingError
from glassnet.text import message

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# Of zlib: Pillow's own 6 takes half of the time that a picture takes, for files a quarter smaller.
COMPRESSION = 2

# Ending -> how it is written. Without a date, and with names that are not drawn at random, the same
# picture is the same file.
FORMATS: dict[str, dict[str, Any]] = {
    ".png": {"format": "png", "pil_kwargs": {"compress_level": COMPRESSION}},
    ".svg": {"format": "svg", "metadata": {"Date": None}},
}


def check_format(path: Path) -> None:
    """Raise SettingError for a name that does not end in a format that is written."""
    if path.suffix.lower() not in FORMATS:
        raise SettingError(message("save-format", path=str(path)))


def save(figure: Figure, path: str | Path) -> Path:
    """Write a figure as PNG or SVG, by the path's ending; whole or not at all.

    Signs that no font has are drawn as boxes. Raises SettingError for another ending, OSError.
    """
    from matplotlib import rc_context

    path = Path(path)
    check_format(path)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    settings: Any = {"svg.hashsalt": "glassnet"}
    try:
        with rc_context(settings), warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Glyph .* missing", UserWarning)
            figure.savefig(beside, **FORMATS[path.suffix.lower()])
        beside.replace(path)
    except OSError as error:
        error.filename, error.filename2 = str(path), None  # nobody asked for the file beside it
        raise
    finally:
        with suppress(OSError):  # not there, or its folder is none: the error above says more
            beside.unlink()
    return path
