"""Why a number is what it is: answers made of a trace, and of nothing else."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from glassnet.errors import SettingError
from glassnet.graph.gradient_paths import ChainPath
from glassnet.page.answers import (
    Factor,
    Node,
    Path,
    RowExplained,
    Term,
    UnitExplained,
    WeightExplained,
)
from glassnet.page.network.session import Session
from glassnet.page.next_step import NextStep
from glassnet.page.requests import WhyRow, WhyUnit, WhyWeight
from glassnet.text import message
from glassnet.tracing import Chain
from glassnet.tracing.finite_differences import Differences
from glassnet.tracing.gradient_check import differences
from glassnet.tracing.keras_loss import model_subject
from glassnet.tracing.trace import Trace

MOST_ROWS = 256  # traced, the first ones
MOST_PATHS = 64
MOST_NUMBERS = 5_500  # units of all rows together: each is some three numbers of the trace


class WeightTraces:
    """The traces of a session as it stands, which explain any of its weights.

    Args:
        session: explained as long as it stays as it is.
        is_for_all: whether all weights will be asked about: finite differences are then computed
            for a whole variable at once.
    """

    def __init__(self, session: Session, *, is_for_all: bool = False) -> None:
        self._session, self._is_for_all = session, is_for_all
        self._x, self._y = session.dataset.x[:MOST_ROWS], session.dataset.y[:MOST_ROWS]
        self._layers = [each.name for each in session.model.layers]
        self._whole = self._traced(slice(None))
        self._rows: dict[int, Trace] = {}
        self._slopes: dict[str, Differences] = {}
        self._next = NextStep(session)

    def explain(self, asked: WhyWeight, most: int = MOST_PATHS) -> WeightExplained:
        """See `explain_weight`. most: how many paths are shown."""
        value = self._session.playback.variable(asked.variable, asked.index)
        found = self._paths(asked, most)
        slope, is_smooth = self._slope(asked.variable, asked.index)
        return WeightExplained(
            variable=asked.variable,
            index=asked.index,
            row=asked.row,
            value=float(np.asarray(value.value)[asked.index]),
            gradient=float(self._whole.gradients[asked.variable][asked.index]),
            by_paths=found.sum,
            difference=slope if is_smooth else None,
            whole=found.whole,
            paths=tuple(sorted(found.paths, key=lambda each: -abs(each.product))),
            update=tuple(self._next.of_weight(asked.variable, asked.index)),
            batch=tuple(self._next.rows.tolist()),
            step=self._session.step,
        )

    def _traced(self, rows: slice) -> Trace:
        data = self._x[rows], self._y[rows]
        return Trace(model_subject(self._session.model, *data, None, caller="studio"))

    def _of_row(self, row: int) -> Trace:
        if row not in self._rows:
            self._rows[row] = self._traced(slice(row, row + 1))
        return self._rows[row]

    def _paths(self, asked: WhyWeight, most: int) -> Paths:
        """The paths through a row, or through all. Of a network whose numbers are too many for all
        rows at once, those through a row are found in that row alone: the loss is the mean over
        rows."""
        rows, units = len(self._x), sum(each.units for each in self._session.model.layers)
        row, share, trace = asked.row, 1.0, self._whole
        if row is not None and row >= rows:
            raise SettingError(message("studio-row", found=row, rows=rows))
        if rows * units > MOST_NUMBERS:
            if row is None:
                return Paths()
            row, share, trace = 0, 1 / rows, self._of_row(row)
        chain = trace.chain(asked.variable, asked.index, row=row, most=most)
        assert isinstance(chain, Chain)
        found = _folded(chain.paths, trace, self._layers, share)
        return Paths(found, share * chain.gradient, len(chain.paths) == chain.count)

    def _slope(self, name: str, index: tuple[int, ...]) -> tuple[float, bool]:
        """The loss's slope by finite differences, and whether the loss is smooth there."""
        subject = self._whole.subject
        if not self._is_for_all:
            alone = differences(subject, name, [index])
            return float(alone.slope[0]), bool(alone.is_smooth[0])
        shape = self._whole.gradients[name].shape
        if name not in self._slopes:
            self._slopes[name] = differences(subject, name, list(np.ndindex(shape)))
        found, place = self._slopes[name], np.ravel_multi_index(index, shape)
        return float(found.slope[place]), bool(found.is_smooth[place])


class Paths(NamedTuple):
    """The largest paths, the sum of all (None if unknown), and whether these are all."""

    paths: Sequence[Path] = ()
    sum: float | None = None
    whole: bool = False


def explain_weight(session: Session, asked: WhyWeight) -> WeightExplained:
    """A weight's gradient by three ways, path by path, and its next update.

    Raises:
        SettingError: no such weight or row.
    """
    return WeightTraces(session).explain(asked)


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
    with np.errstate(over="ignore", invalid="ignore"):  # of a training whose loss was lost
        total = float(np.dot(kernel, given)) + bias
    terms = tuple(map(Term, map(float, kernel), map(float, given), names))
    return UnitExplained(
        layer=asked.layer,
        unit=asked.unit,
        point=asked.point,
        terms=terms,
        bias=bias,
        sum=total,
        activation=layer.activation.__name__,
        output=float(outputs[asked.layer + 1][asked.unit]),
    )
