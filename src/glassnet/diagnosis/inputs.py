"""Inputs that make learning slow: scales far apart, offsets, large numbers, constant columns."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from glassnet.diagnosis.examination import Examination
from glassnet.diagnosis.finding import Finding
from glassnet.diagnosis.layers import listed

# A gradient step's best size differs between columns by the square of their scales.
# By ranges, not deviations: a pixel that is seldom set has a small deviation and the others' range.
SCALES = 100.0  # largest range by smallest
OFFSET = 20.0  # mean by spread
TABLE = 30  # columns: in wider rows, of pixels or words, some are rightly empty
LARGE = 30.0  # root mean square: pixels of 0 to 255 have 70 to 150
NORMALIZERS = ("Normalization", "BatchNormalization", "LayerNormalization", "Rescaling")


def scales(of: Examination) -> Iterator[Finding]:
    """The first input array that is not prepared, with what is wrong with it."""
    if _is_normalized(of):
        return
    for number, values in enumerate(of.x):
        if not np.issubdtype(values.dtype, np.floating) or not np.isfinite(values).all():
            continue
        where = "x" if len(of.x) == 1 else f"x/{number}"
        flat = values.reshape(-1, values.shape[-1] if values.ndim > 1 else 1).astype(np.float64)
        yield from _of_columns(flat, where, table=values.ndim == 2)


def _of_columns(flat: np.ndarray, where: str, *, table: bool) -> Iterator[Finding]:
    spread, mean = flat.std(axis=0), flat.mean(axis=0)
    moving = spread > 1e-6 * np.maximum(np.abs(mean), 1e-30)
    if table and not moving.all() and len(flat) > 1 and flat.shape[1] <= TABLE:
        columns = np.flatnonzero(~moving)
        evidence = {"columns": listed(columns), "value": float(mean[columns[0]])}
        yield Finding("inputs-constant", 0.3, where, evidence)
    if not moving.any():
        return
    seen, offset = np.ptp(flat[:, moving], axis=0), np.abs(mean[moving]) / spread[moving]
    size = float(np.sqrt(np.mean(flat**2)))
    if seen.max() / seen.min() > SCALES:
        evidence = {"largest": float(seen.max()), "smallest": float(seen.min())}
        evidence["ratio"] = evidence["largest"] / evidence["smallest"]
        yield Finding("inputs-scales", 0.92, where, evidence)
    elif offset.max() > OFFSET:
        worst = int(np.flatnonzero(moving)[int(offset.argmax())])
        evidence = {"column": worst, "mean": float(mean[worst]), "spread": float(spread[worst])}
        yield Finding("inputs-offset", 0.92, where, evidence)
    elif size > LARGE:
        yield Finding(
            "inputs-large", 0.91, where, {"size": size, "most": float(np.abs(flat).max())}
        )


def _is_normalized(of: Examination) -> bool:
    layers = [
        each for each in getattr(of.model, "layers", []) if type(each).__name__ != "InputLayer"
    ]
    return bool(layers) and type(layers[0]).__name__ in NORMALIZERS
