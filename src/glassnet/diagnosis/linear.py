"""A single layer on data that no hyperplane separates."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from glassnet.diagnosis.ending import activation_of
from glassnet.diagnosis.examination import Examination
from glassnet.diagnosis.finding import Finding
from glassnet.diagnosis.layers import listed
from glassnet.diagnosis.neighbours import Table
from glassnet.separation import Separation, separate
from glassnet.tracing.numbers import number

MOST_ROWS = 300  # a common point of some rows is one of all
# The best line is this much worse than the nearest neighbour, or than all rows of a truth table:
# below it classes overlap, and a line may be right.
WORSE = 0.06
FEW = 40  # rows: a neighbour says nothing of a truth table
PASSING = ("InputLayer", "Flatten", "Dropout", "Activation", "Reshape")


def not_separable(of: Examination) -> Iterator[Finding]:
    """The model is linear, the classes are two, and a point lies in both hulls."""
    if not _is_linear(of.model) or len(of.x) != 1:
        return
    table = Table.of(of)
    if table is None or table.classes != 2:
        return
    reach = 1.0 if len(table.targets) < FEW else table.nearest
    if reach - table.line < WORSE:
        return
    proof = _proof(of)
    if proof is not None and proof.common is not None:
        first, second = proof.common.first, proof.common.second
        evidence = {
            "first": listed(np.asarray([row for row, _ in first])),
            "second": listed(np.asarray([row for row, _ in second])),
            "point": "(" + ", ".join(number(float(each)) for each in proof.common.point[:6]) + ")",
            "linear": f"{table.line:.0%}",
        }
        yield Finding("not-separable", 0.9, _last_layer(of.model), evidence)


def _proof(of: Examination) -> Separation | None:
    y = of.y[0].reshape(len(of.y[0]), -1)
    label = y[:, 0] if y.shape[1] == 1 else y.argmax(axis=1)
    points = of.x[0].reshape(len(label), -1)[:MOST_ROWS]
    label = label[:MOST_ROWS]
    return separate(points, label) if len(np.unique(label)) == 2 else None


def _is_linear(model: Any) -> bool:
    """Whether nothing but the output's own activation bends what a model computes."""
    layers = [each for each in getattr(model, "layers", []) if _bends(each)]
    dense = [each for each in getattr(model, "layers", []) if type(each).__name__ == "Dense"]
    return (
        not layers and bool(dense) and all(activation_of(each) == "linear" for each in dense[:-1])
    )


def _bends(layer: Any) -> bool:
    return type(layer).__name__ not in (*PASSING, "Dense")


def _last_layer(model: Any) -> str:
    return str(model.layers[-1].name)
