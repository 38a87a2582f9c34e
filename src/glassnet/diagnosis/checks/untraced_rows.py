"""Rows that are not among those traced: a single one that is not finite ends a training."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from glassnet.diagnosis.checks.nonfinite import nonfinite, nonfinite_update
from glassnet.diagnosis.context import Context
from glassnet.diagnosis.finding import Finding
from glassnet.diagnosis.traced_rows import fixed_rows, is_finite, pieces

MOST = 1024  # rows; at first half of them are not finite


def nonfinite_data(context: Context) -> Iterator[Finding]:
    """Numbers in the other rows that are not finite; the loss is of others as well, since a mean
    over what a mask leaves needs some."""
    finite = np.ones(len(next(iter(context.data.values()))), bool)
    for array in context.data.values():
        if np.issubdtype(array.dtype, np.floating):
            finite &= np.isfinite(array).reshape(len(array), -1).all(axis=1)
    rows = np.setdiff1d(np.flatnonzero(~finite), context.traced_rows)
    if len(rows):
        most = fixed_rows(context.model) or MOST
        half = max(1, most // 2)
        rows = np.concatenate([rows[:half], np.flatnonzero(finite), rows[half:]])[:most]
        yield from _first(context.of_rows(np.sort(rows)))


def nonfinite_results(context: Context, has_time: Callable[[], bool]) -> Iterator[Finding]:
    """What makes the loss of the other rows, or its gradient, other than finite. has_time: asked
    before each piece of them."""
    for rows in pieces(len(context.x[0]), context.rows) if context.leaves_rows_out else ():
        if not has_time():
            return
        if not is_finite(context.model, context.data_of(rows)):
            yield from _first(context.of_rows(rows))
            return


def _first(context: Context) -> Iterator[Finding]:
    found = list(nonfinite(context))
    yield from found or nonfinite_update(context)
