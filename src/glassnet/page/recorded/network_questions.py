"""What a replay page asks about a network that is drawn unit by unit."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from itertools import product
from typing import Any

import msgspec
import numpy as np
from msgspec.structs import replace

from glassnet.errors import GlassnetError, SettingError
from glassnet.page.answers import WeightExplained
from glassnet.page.network.explain import (
    MOST_PATHS,
    MOST_ROWS,
    WeightTraces,
    explain_row,
    explain_unit,
)
from glassnet.page.network.layer_plane import explain_layer
from glassnet.page.network.session import Session
from glassnet.page.recorded.extent import (
    FEW_MOMENTS,
    FEW_ROWS,
    Extent,
    Stages,
    affordable,
    spread,
    telling_row,
)
from glassnet.page.recorded.replay import Question
from glassnet.page.requests import WhyLayer, WhyRow, WhyUnit, WhyWeight
from glassnet.text import message

PATHS = 1  # the detail of weights that are explained path by path
# Milliseconds on one core: to explain a weight through a row, and for each path of it.
EXPLAIN_MS, PATH_MS = 0.8, 0.1


class NetworkQuestions:
    """See `replay.Questions`."""

    stages: Stages = (
        ("rows", FEW_ROWS),
        ("moments", FEW_MOMENTS),
        ("rows", 1),
        ("detail", 0),
        ("moments", 2),
    )
    usual: tuple[int, int] = 60, 12
    finest = PATHS
    less = "paths"

    def __init__(self, session: Session) -> None:
        self.session = session
        self._x = session.dataset.x[:MOST_ROWS]
        self.telling = telling_row(self._x)

    def rows(self, most: int) -> list[int]:
        """Evenly apart, with the telling one."""
        return spread(range(len(self._x)), most, self.telling)

    def affordable(self, extent: Extent) -> Extent:
        """By the number of weights. Raises SettingError if there are too many for any extent."""
        sizes = [self._x.shape[1], *(each.units for each in self.session.model.layers)]
        found = affordable(extent, self.stages, lambda each: milliseconds(each, sizes))
        if found is None:
            raise SettingError(message("studio-replay-work", sizes="-".join(map(str, sizes))))
        return found

    def asked(self, rows: Sequence[int], detail: int) -> Iterator[tuple[Question, Any]]:
        """Layers, units, rows, and each weight through each row."""
        session = self.session
        layers, x = session.model.layers, session.dataset.x
        traces = WeightTraces(session, is_for_all=True)
        for layer, shape in enumerate(layers):
            yield Question(f"why-layer {layer}"), _plain(explain_layer(session, WhyLayer(layer)))
            for unit, row in product(range(shape.units), rows):
                point = tuple(x[row].tolist())
                answer = _plain(explain_unit(session, WhyUnit(layer, unit, point)))
                yield Question(f"why-unit {layer} {unit} {row}", row), answer
        for row in rows:
            yield Question(f"why-row {row}", row), _plain(explain_row(session, WhyRow(row)))
        for name, variable in session.playback.variables.items():
            through = (None, *rows) if detail >= PATHS else (None,)
            for index, row in product(np.ndindex(tuple(variable.shape)), through):
                # Of all rows together the page shows the sum alone; it shows paths row by row.
                most = 1 if row is None else MOST_PATHS
                try:
                    found = traces.explain(WhyWeight(name, index, row), most)
                except GlassnetError:
                    continue
                key = f"why-weight {name} {','.join(map(str, index))}"
                if row is None:
                    yield Question(f"{key} all"), _plain(replace(found, paths=()))
                else:
                    yield Question(f"{key} {row}", row, PATHS), _plain(_ordered(found))


def milliseconds(extent: Extent, sizes: Sequence[int]) -> float:
    """To answer every question about weights. sizes: of the layers, the inputs first."""
    through = all_rows = 0.0
    for layer, (given, units) in enumerate(itertools.pairwise(sizes)):
        weights = (given + 1) * units
        paths = min(2 * math.prod(sizes[layer + 2 :]), MOST_PATHS)
        through += weights * (EXPLAIN_MS + PATH_MS * paths) if extent.detail >= PATHS else 0
        all_rows += weights * EXPLAIN_MS
    return extent.moments * (extent.rows * through + all_rows)


def _ordered(found: WeightExplained) -> WeightExplained:
    """With the paths in an order that stays from moment to moment, and without their products,
    which the page multiplies."""
    by_name = lambda path: tuple((each.target, each.source) for each in path.factors)
    paths = sorted((replace(each, product=math.nan) for each in found.paths), key=by_name)
    return replace(found, paths=tuple(paths))


def _plain(answer: Any) -> Any:
    return msgspec.to_builtins(answer)
