"""Outputs and targets with different numbers of axes, and token ids that are none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from glassnet.diagnosis.context import Context
from glassnet.diagnosis.finding import Finding
from glassnet.training.keras_model import layers_within

# Losses for which Keras refuses rows of other widths.
REFUSING = (
    *("categorical_crossentropy", "CategoricalCrossentropy"),
    *("binary_crossentropy", "BinaryCrossentropy"),
)
CLASS_NUMBERS = ("sparse_categorical_crossentropy", "SparseCategoricalCrossentropy")


def target_axes(context: Context) -> Iterator[Finding]:
    """An output [rows, steps, classes] beside targets [rows, classes], or the other way round.

    Keras' loss refuses some of them, and broadcasts others. Of a model with one output; it is asked
    before anything is traced.
    """
    shape, model = _output_shape(context.model), context.model
    if shape is None or len(context.y) != 1 or not isinstance(model.loss, str | keras.Loss):
        return
    y = context.y[0]
    name = model.loss if isinstance(model.loss, str) else type(model.loss).__name__
    expected = shape[:-1] if name in CLASS_NUMBERS else shape
    # Keras adds or drops a last axis of 1.
    shapes = [expected, (*expected, 1), *([expected[:-1]] if expected[-1] == 1 else [])]
    if y.ndim == 0 or any(_fits(y.shape, each) for each in shapes):
        return
    more = "outputs" if len(expected) > y.ndim else "targets"
    if len(expected) == max(y.ndim, 2):  # Keras reads [rows] as [rows, 1]
        if name not in REFUSING or (y.ndim > 1 and y.shape[-1] == expected[-1]):
            return  # what is broadcast is another check's
        more = "width"
    evidence = {
        "more": more,
        "given": _shape(shape),
        "targets": _shape(y.shape),
    }
    yield Finding("target-axes", 0.98, "y", evidence)


def _fits(shape: Sequence[int], expected: Sequence[int | None]) -> bool:
    pairs = zip(shape, expected, strict=False)
    return len(shape) == len(expected) and all(size in (None, given) for given, size in pairs)


def _output_shape(model: Any) -> tuple[int | None, ...] | None:
    outputs = getattr(model, "outputs", None)
    if not outputs or len(outputs) > 1:
        return None
    shape = (
        None,
        *outputs[0].shape[1:],
    )  # a batch's rows, where they are fixed, are not the data's
    return shape if len(shape) > 1 else None


def _shape(shape: Sequence[int | None]) -> str:
    """The sizes behind the rows: ` × 16 × 28`."""
    return "".join(f" × {'?' if size is None else size}" for size in shape[1:])


def token_ids(context: Context) -> Iterator[Finding]:
    """Numbers that an Embedding looks up and that are no rows of its table: real numbers, which are
    cut to whole ones, or numbers beyond the last row."""
    tables = [each for each in layers_within(context.model) if type(each).__name__ == "Embedding"]
    if not tables:
        return
    rows = max(int(each.input_dim) for each in tables)
    for number, (x, reached) in enumerate(zip(context.x, context.first_weight_inputs, strict=True)):
        if not reached.looked_up or reached.nodes or x.dtype.kind not in "fiu":
            continue
        evidence = _no_ids(x, rows)
        if evidence:
            where = "x" if len(context.x) == 1 else f"x/{number}"
            yield Finding("token-ids", 0.97, where, evidence | {"rows": rows})


def _no_ids(x: NDArray[Any], rows: int) -> dict[str, Any]:
    values = x[np.isfinite(x)] if x.dtype.kind == "f" else x.ravel()
    if not values.size:
        return {}
    broken, outside = values != np.floor(values), (values < 0) | (values >= rows)
    kind = "broken" if broken.mean() > outside.mean() else "outside"
    share = float(max(broken.mean(), outside.mean()))
    if share == 0:
        return {}
    return {
        "kind": kind,
        "share": f"{share:.0%}",
        "least": float(values.min()),
        "most": float(values.max()),
        "last": rows - 1,
    }
