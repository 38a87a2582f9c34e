"""Why a number is what it is: answers made of a trace, and of nothing else."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from glassnet.errors import SettingError
from glassnet.graph.gradient_paths import ChainPath
from glassnet.page.answers import (
    Equation,
    Factor,
    Node,
    Path,
    RowExplained,
    Term,
    UnitExplained,
    WeightExplained,
)
from glassnet.page.requests import WhyRow, WhyUnit, WhyWeight
from glassnet.page.session import Session
from glassnet.text import message
from glassnet.tracing import Chain
from glassnet.tracing.gradient_check import difference
from glassnet.tracing.keras_loss import model_subject
from glassnet.tracing.trace import Trace

MOST_ROWS = 256  # traced, the first ones
MOST_PATHS = 64
MOST_NUMBERS = 5_500  # units of all rows together: each is some three numbers of the trace


def explain_weight(session: Session, asked: WhyWeight) -> WeightExplained:
    """A weight's gradient by three ways, path by path, and its next update.

    Raises:
        SettingError: no such weight or row.
    """
    value = session.playback.variable(asked.variable, asked.index)
    x, y = session.dataset.x[:MOST_ROWS], session.dataset.y[:MOST_ROWS]
    subject = model_subject(session.model, x, y, None, caller="studio")
    trace = Trace(subject)
    slope = difference(subject, asked.variable, asked.index)
    found = _paths(session, trace, asked)
    batch = session.playback.next_rows()
    return WeightExplained(
        variable=asked.variable,
        index=asked.index,
        row=asked.row,
        value=float(np.asarray(value.value)[asked.index]),
        gradient=float(trace.gradients[asked.variable][asked.index]),
        by_paths=found.sum,
        difference=float(slope.slope[0]) if slope.is_smooth[0] else None,
        whole=found.whole,
        paths=tuple(sorted(found.paths, key=lambda each: -abs(each.product))),
        update=tuple(_update(session, batch, asked.variable, asked.index)),
        batch=tuple(batch.tolist()),
        step=session.step,
    )


class Paths(NamedTuple):
    """The largest paths, the sum of all (None if unknown), and whether these are all."""

    paths: Sequence[Path] = ()
    sum: float | None = None
    whole: bool = False


def _paths(session: Session, trace: Trace, asked: WhyWeight) -> Paths:
    """The paths through a row, or through all. Of a network whose numbers are too many for all rows
    at once, those through a row are found in that row alone: the loss is the mean over rows."""
    layers = [each.name for each in session.model.layers]
    x, y = session.dataset.x[:MOST_ROWS], session.dataset.y[:MOST_ROWS]
    row, share = asked.row, 1.0
    if row is not None and row >= len(x):
        raise SettingError(message("studio-row", found=row, rows=len(x)))
    if len(x) * sum(each.units for each in session.model.layers) > MOST_NUMBERS:
        if row is None:
            return Paths()
        alone = slice(row, row + 1)
        trace = Trace(model_subject(session.model, x[alone], y[alone], None, caller="studio"))
        row, share = 0, 1 / len(x)
    chain = trace.chain(asked.variable, asked.index, row=row, most=MOST_PATHS)
    assert isinstance(chain, Chain)
    found = _folded(chain.paths, trace, layers, share)
    return Paths(found, share * chain.gradient, len(chain.paths) == chain.count)


def _folded(
    paths: Iterable[ChainPath], trace: Trace, layers: Sequence[str], share: float
) -> list[Path]:
    """The paths as far as the output's weighted sum, and from there on its gradient as one factor:
    through cross-entropy and sigmoid alone go several paths, whose sum is (p − y) / rows."""
    found: dict[tuple[Factor, ...], None] = {}
    for path in paths:
        factors = [Factor(each.target, each.source, each.value) for each in path.factors]
        inside = [place for place, each in enumerate(factors) if _is_last_sum(each, layers)]
        found[tuple(factors[: inside[-1] + 1] if inside else factors)] = None
    return [_path(factors, trace, layers, share) for factors in found]


def _is_last_sum(factor: Factor, layers: Sequence[str]) -> bool:
    """Whether a factor ends in the output layer before its activation."""
    name = factor.target.partition("[")[0]
    return name in (f"{layers[-1]}/add", f"{layers[-1]}/matmul")


def _path(factors: Sequence[Factor], trace: Trace, layers: Sequence[str], share: float) -> Path:
    units = dict.fromkeys(unit for each in factors for unit in _units(each.target, layers))
    if _is_last_sum(factors[-1], layers):
        name, _, place = factors[-1].target.partition("[")
        index = tuple(map(int, place.rstrip("]").split(",")))
        gradient = share * float(trace.gradients[name][index])
        factors = [*factors, Factor("loss", factors[-1].target, gradient)]
    return Path(tuple(factors), math.prod(each.value for each in factors), tuple(units))


def _units(name: str, layers: Sequence[str]) -> Iterator[tuple[int, int]]:
    """[layer, unit] of a number such as hidden1/sigmoid[2,1]; none for one of the loss."""
    layer, _, rest = name.partition("/")
    place = rest.partition("[")[2].rstrip("]").split(",")
    if layer in layers and place[-1].isdigit():
        yield layers.index(layer), int(place[-1])


def _update(
    session: Session, rows: NDArray[Any], name: str, index: tuple[int, ...]
) -> Iterator[Equation]:
    """The optimizer's rule for its next step, which sees these rows."""
    data = session.dataset.x[rows], session.dataset.y[rows]
    trace = Trace(model_subject(session.model, *data, None, caller="studio"))
    try:
        lines = trace.update(name).lines(index)
    except SettingError:  # the optimizer does more than its rule
        return
    for each in lines:
        yield Equation(each.name, each.rule, each.numbers, each.value)


def explain_row(session: Session, asked: WhyRow) -> RowExplained:
    """What every unit makes of a row, and what of the row's loss comes back to it.

    Raises:
        SettingError: there is no such row.
    """
    x, y = session.dataset.x, session.dataset.y
    if asked.row >= len(x):
        raise SettingError(message("studio-row", found=asked.row, rows=len(x)))
    found = session.row_pass(x[asked.row], y[asked.row])
    layers = [
        tuple(Node(*map(float, unit)) for unit in zip(*layer, strict=True))
        for layer in zip(found.sums, found.outputs, found.by_sum, found.by_output, strict=True)
    ]
    target = float(np.asarray(y[asked.row]).reshape(-1)[0])
    return RowExplained(asked.row, target, found.loss, tuple(layers))


def explain_unit(session: Session, asked: WhyUnit) -> UnitExplained:
    """A unit's weighted sum and output at a point.

    Raises:
        SettingError: no such unit, or a point of another number of features.
    """
    layers, features = session.model.layers, session.dataset.x.shape[1]
    if asked.layer >= len(layers) or asked.unit >= layers[asked.layer].units:
        shapes = "-".join(str(each.units) for each in layers)
        raise SettingError(message("studio-unit", layers=shapes))
    if len(asked.point) != features:
        given = {"found": len(asked.point), "features": features}
        raise SettingError(message("studio-point", **given))
    point = np.array(asked.point, np.float32)
    outputs = [point, *(each[0] for each in session.outputs(point[None]))]
    layer = layers[asked.layer]
    kernel = np.asarray(layer.kernel.value)[:, asked.unit]
    bias = float(np.asarray(layer.bias.value)[asked.unit])
    given = outputs[asked.layer]
    before = "" if asked.layer == 0 else layers[asked.layer - 1].name
    names = [
        f"{before}[{number}]" if before else session.dataset.feature_names[number]
        for number in range(len(given))
    ]
    terms = tuple(map(Term, map(float, kernel), map(float, given), names))
    return UnitExplained(
        layer=asked.layer,
        unit=asked.unit,
        point=asked.point,
        terms=terms,
        bias=bias,
        sum=float(np.dot(kernel, given)) + bias,
        activation=layer.activation.__name__,
        output=float(outputs[asked.layer + 1][asked.unit]),
    )
