"""A single layer on data that no hyperplane separates."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.diagnosis.ending import Ending, activation_of
from glassnet.diagnosis.examination import Examination
from glassnet.diagnosis.finding import Finding
from glassnet.diagnosis.layers import layer_of, listed
from glassnet.diagnosis.neighbours import Table, single_targets
from glassnet.graph.operations import MOVES
from glassnet.separation import Separation, separate
from glassnet.tracing.numbers import number

MOST_ROWS = 300  # a common point of some rows is one of all
# The best line is this much worse than the nearest neighbour, or than all rows of a truth table:
# below it classes overlap, and a line may be right.
WORSE = 0.06
FEW = 40  # rows: a neighbour says nothing of a truth table
PASSING = ("InputLayer", "Flatten", "Dropout", "Activation", "Reshape")


def not_separable(of: Examination) -> Iterator[Finding]:
    """An output is linear, its classes are two, and a point lies in both hulls."""
    if len(of.x) == 1:
        for ending in of.unlearned:
            yield from _of_ending(of, ending)


def _of_ending(of: Examination, ending: Ending) -> Iterator[Finding]:
    if not _is_linear(of, ending):
        return
    table = Table.of(of, ending)
    if table is None or table.classes != 2:
        return
    reach = 1.0 if len(table.targets) < FEW else table.nearest
    if reach - table.line < WORSE:
        return
    proof = _proof(of.x[0], single_targets(of.given(ending)))
    if proof is not None and proof.common is not None:
        first, second = proof.common.first, proof.common.second
        evidence = {
            "first": listed(np.asarray([row for row, _ in first])),
            "second": listed(np.asarray([row for row, _ in second])),
            "point": "(" + ", ".join(number(float(each)) for each in proof.common.point[:6]) + ")",
            "linear": f"{table.line:.0%}",
        }
        yield Finding("not-separable", 0.9, ending.layer, evidence)


def _proof(x: NDArray[Any], label: NDArray[Any] | None) -> Separation | None:
    if label is None:
        return None
    points, label = x.reshape(len(label), -1)[:MOST_ROWS], label[:MOST_ROWS]
    return separate(points, label) if len(np.unique(label)) == 2 else None


def _is_linear(of: Examination, ending: Ending) -> bool:
    """Whether nothing but the output's own activation bends what leads to it."""
    behind = {layer_of(node).split("/")[0] for node in of.behind(ending)}
    layers = [each for each in getattr(of.model, "layers", []) if each.name in behind]
    kinds = {type(each).__name__ for each in layers}
    bends = (
        activation_of(each) not in ("", "linear") for each in layers if each.name != ending.layer
    )
    chain = "Dense" in kinds and kinds <= {*PASSING, "Dense"} and not any(bends)
    # Where Keras knows the outputs its layers are all there is.
    known = bool(getattr(of.model, "outputs", None))
    return chain and (known or _is_plain_between(of, ending))


def _is_plain_between(of: Examination, ending: Ending) -> bool:
    """Whether a `call` in Python only moves numbers outside of layers."""
    between = [step for step in of.graph.steps if not step.results[0].layer]
    behind = of.behind(ending)
    moves = all(step.operation in MOVES for step in between if step.results[0] in behind)
    return bool(ending.layer and ending.activation) and moves
