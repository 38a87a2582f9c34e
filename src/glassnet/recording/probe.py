"""The data on which a model is looked at while it trains."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import jax
import numpy as np
from numpy.typing import NDArray

from glassnet.errors import SettingError
from glassnet.recording.pixels import boundary_grid
from glassnet.recording.quantities import Subject
from glassnet.recording.recorder import Record
from glassnet.training.callbacks import Fitting
from glassnet.training.source import are_arrays

MOST_ROWS = 256  # of the training data, on which layers' outputs are shown


def subject(fitting: Fitting, records: Sequence[Record], probe: Any) -> Subject:
    """What the records look at. probe: x of a batch; None for the first rows of the data.

    Raises SettingError where a record needs data that are not there.
    """
    whats = {record.what for record in records}
    x: Any = None
    if any(record.quantity.on_probe for record in records):
        x = probe_batch(fitting)[0] if probe is None else jax.tree.map(np.asarray, probe)
    grid = _grid(fitting.x if probe is None else probe) if "boundary" in whats else None
    return Subject(fitting.model, x, grid)


def probe_batch(fitting: Fitting) -> tuple[Any, Any]:
    """x and y of at most MOST_ROWS first rows. Raises SettingError if the data are a stream."""
    batch = first_rows(fitting, MOST_ROWS)
    if batch is None:
        raise SettingError(
            "record: layers' outputs are shown on a batch that is not known here: give probe=x."
        )
    return batch


def first_rows(fitting: Fitting, rows: int) -> tuple[Any, Any] | None:
    """x and y of the first rows; None where the data are no arrays."""
    if fitting.x is None or not are_arrays(fitting.x, fitting.y, None):
        return None
    first = lambda data: jax.tree.map(lambda a: np.asarray(a)[:rows], data)
    return first(fitting.x), first(fitting.y)


def _grid(x: Any) -> NDArray[np.float32]:
    points: Any = None if isinstance(x, dict | tuple) or x is None else np.asarray(x)
    if points is None or points.ndim != 2 or points.shape[1] != 2:
        raise SettingError(
            "record 'boundary': it is drawn for arrays x with two features, [rows, 2]."
        )
    return boundary_grid(points)
