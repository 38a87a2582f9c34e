"""Rows of any shape from NumPy's own files: images, sequences, tokens."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from glassnet.errors import DataError
from glassnet.text import message, system_reason

SUFFIX = ".npz"


class Arrays(NamedTuple):
    """x: [rows, …]; y: [rows, …]."""

    x: NDArray[Any]
    y: NDArray[Any]


def load_arrays(path: Path) -> Arrays:
    """The arrays `x` and `y` of a file that `np.savez(path, x=x, y=y)` wrote.

    Raises:
        DataError: it cannot be read, has no such arrays or objects in them, or x and y have not as
            many rows. Nothing in the file is run.
    """
    place = str(path)
    try:
        with np.load(path, allow_pickle=False) as file:
            if not isinstance(file, np.lib.npyio.NpzFile) or not {"x", "y"} <= set(file.files):
                known = ", ".join(getattr(file, "files", ())) or "-"
                raise DataError(message("data-npz-names", place=place, known=known))
            found = Arrays(file["x"], file["y"])
    except OSError as error:
        raise DataError(message("data-npz", place=place, why=system_reason(error))) from error
    except (ValueError, EOFError, zipfile.BadZipFile) as error:
        why = " ".join(str(error).split())[:200]
        raise DataError(message("data-npz", place=place, why=why)) from error
    rows = [len(each) if each.ndim else 0 for each in found]
    if rows[0] != rows[1] or not rows[0]:
        raise DataError(message("data-npz-rows", place=place, x=rows[0], y=rows[1]))
    return found
