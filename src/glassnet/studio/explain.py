"""Why a number is what it is: answers made of a trace, and of nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from glassnet.errors import SettingError
from glassnet.graph.gradient_paths import ChainPath
from glassnet.studio.messages import (
    Equation,
    Factor,
    Path,
    Term,
    UnitExplained,
    WeightExplained,
    WhyUnit,
    WhyWeight,
)
from glassnet.studio.session import Session
from glassnet.text import message
from glassnet.tracing import Chain
from glassnet.tracing.gradient_check import difference
from glassnet.tracing.keras_loss import model_subject
from glassnet.tracing.trace import Trace

MOST_ROWS = 256  # traced, the first ones
MOST_PATHS = 24


def explain_weight(session: Session, asked: WhyWeight) -> WeightExplained:
    """A weight's gradient by three ways, path by path, and its next update.

    Raises:
        SettingError: no such weight or row.
    """
    value = session.variable(asked.variable, asked.index)
    x, y = session.dataset.x[:MOST_ROWS], session.dataset.y[:MOST_ROWS]
    subject = model_subject(session.model, x, y, None, caller="studio")
    trace = Trace(subject)
    chain = trace.chain(asked.variable, asked.index, row=asked.row, most=MOST_PATHS)
    assert isinstance(chain, Chain)
    slope = difference(subject, asked.variable, asked.index)
    layers = [each.name for each in session.model.layers]
    return WeightExplained(
        variable=asked.variable,
        index=asked.index,
        row=asked.row,
        value=float(np.asarray(value.value)[asked.index]),
        gradient=float(trace.gradients[asked.variable][asked.index]),
        by_paths=chain.gradient,
        difference=float(slope.slope[0]) if slope.is_smooth[0] else None,
        count=chain.count,
        paths=tuple(_path(each, layers) for each in chain.paths),
        update=tuple(_update(trace, asked.variable, asked.index)),
        step=session.step,
    )


def _path(path: ChainPath, layers: Sequence[str]) -> Path:
    factors = tuple(Factor(each.target, each.source, each.value) for each in path.factors)
    units = dict.fromkeys(unit for each in factors for unit in _units(each.target, layers))
    return Path(factors, path.product, tuple(units))


def _units(name: str, layers: Sequence[str]) -> Iterator[tuple[int, int]]:
    """[layer, unit] of a number such as hidden1/sigmoid[2,1]; none for one of the loss."""
    layer, _, rest = name.partition("/")
    place = rest.partition("[")[2].rstrip("]").split(",")
    if layer in layers and place[-1].isdigit():
        yield layers.index(layer), int(place[-1])


def _update(trace: Trace, name: str, index: tuple[int, ...]) -> Iterator[Equation]:
    try:
        lines = trace.update(name).lines(index)
    except SettingError:  # the optimizer does more than its rule
        return
    for each in lines:
        yield Equation(each.name, each.rule, each.numbers, each.value)


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
    outputs = [point, *(each[0] for each in session.outputs(point))]
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
