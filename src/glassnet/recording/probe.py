"""The data on which a model is looked at while it trains."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import jax
import numpy as np
from numpy.typing import NDArray

from glassnet.errors import SettingError
from glassnet.fitting.callbacks import FitArguments
from glassnet.recording.pixels import boundary_grid
from glassnet.recording.quantities import Subject
from glassnet.recording.recorder import Record
from glassnet.training.keras_data import are_arrays
from glassnet.training.keras_model import Model, References, Tree

MOST_ROWS = 256  # of the training data, on which layers' outputs are shown


def subject(fitting: FitArguments, records: Sequence[Record], probe: Any) -> Subject:
    """What the records look at. probe: x of a batch; None for the first rows of the data.

    Raises SettingError where a record needs data that are not there, and for a probe that the model
    does not take.
    """
    whats = {record.what for record in records}
    given = None if probe is None else _taken(probe, fitting.model)
    x: Any = None
    if any(record.quantity.on_probe for record in records):
        x = probe_batch(fitting)[0] if given is None else given
    grid = _grid(fitting.x if probe is None else probe) if "boundary" in whats else None
    return Subject(fitting.model, x, grid)


def probe_batch(fitting: FitArguments) -> tuple[Any, Any]:
    """x and y of at most MOST_ROWS first rows. Raises SettingError if the data are a stream."""
    batch = first_rows(fitting, MOST_ROWS)
    if batch is None:
        raise SettingError(
            "layers' outputs are shown on a batch that is not known here: give probe=x."
        )
    return batch


def first_rows(fitting: FitArguments, rows: int) -> tuple[Any, Any] | None:
    """x and y of the first rows; None where the data are no arrays."""
    if fitting.x is None or not are_arrays(fitting.x, fitting.y, None):
        return None
    first = lambda data: jax.tree.map(lambda a: np.asarray(a)[:rows], data)
    return first(fitting.x), first(fitting.y)


def _taken(probe: Any, model: Model) -> Tree:
    """A probe as arrays. Raises SettingError if the model does not take them."""
    try:
        x = jax.tree.map(np.asarray, probe)
        answers = partial(model.stateless_call, training=False)
        jax.eval_shape(answers, *References.of(model).read()[:2], x)
    except Exception:  # Keras and layers raise all kinds
        found = ", ".join(str(np.shape(leaf)) for leaf in jax.tree.leaves(probe)[:3])
        shape = getattr(model, "input_shape", None)
        expected = "" if shape is None else f", of shape {shape}"
        raise SettingError(
            f"probe: the model does not take what was given, of shape {found}; expected x as it is "
            f"trained on{expected}."
        ) from None
    return x


def _grid(x: Any) -> NDArray[np.float32]:
    points: Any = None if isinstance(x, dict | tuple) or x is None else np.asarray(x)
    if points is None or points.ndim != 2 or points.shape[1] != 2:
        raise SettingError(
            "record 'boundary': it is drawn for arrays x with two features, [rows, 2]."
        )
    return boundary_grid(points)
