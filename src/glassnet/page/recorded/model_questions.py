"""What a replay page asks about a model that is shown by its layers."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from glassnet.errors import SettingError
from glassnet.page.layers.explain_number import NumberTraces, operations
from glassnet.page.layers.layer_answers import Part
from glassnet.page.layers.layer_numbers import of_card, pair, thinning
from glassnet.page.layers.model_session import Looking, ModelSession
from glassnet.page.recorded.extent import (
    FEW_ROWS,
    Extent,
    Stages,
    affordable,
    some_of,
)
from glassnet.page.recorded.replay import Question, in_numbers
from glassnet.text import message
from glassnet.tracing import Number

# Numbers of one array that a file has: of a variable, and of what a layer makes of a row.
MOST_WEIGHTS, MOST_OF_ROW = 576, 2_048
# Numbers of an array that are explained: the first so many at the detail 1, ...
EXPLAINED = 16, 64, 256
OPERATIONS = len(EXPLAINED) + 1  # the detail of operations, as a card is unfolded to them
MOST_OF_OPERATION = 64  # numbers of one that are explained
NUMBER_MS = 0.1  # milliseconds on one core: to explain one number more of a node
MOST_TERMS = 8  # numbers before an explained one, and after it


class Place(NamedTuple):
    """The index of a node's number that is explained; row and detail as for `Question`."""

    at: tuple[int, ...]
    row: int | None
    detail: int


class ModelQuestions:
    """See `replay.Questions`."""

    stages: Stages = (
        ("rows", FEW_ROWS),
        ("moments", 12),
        ("detail", 1),
        ("rows", 1),
        ("moments", 5),
        ("detail", 0),
        ("moments", 2),
    )
    usual: tuple[int, int] = 30, 4
    finest = OPERATIONS
    less = "numbers"
    telling = 0

    def __init__(self, session: ModelSession) -> None:
        self.session = session
        session.look(Looking())
        self._like: dict[str, list[Number]] = {}

    def rows(self, most: int) -> list[int]:
        """Evenly apart, with the first one."""
        return some_of(range(self.session.rows), most)

    def affordable(self, extent: Extent) -> Extent:
        """By the time that a few questions take. Raises SettingError if these take too long."""
        one = self.rows(1)
        self._milliseconds(one)  # compiles
        both = min(self._milliseconds(one), self._milliseconds(one))
        weights = min(both, self._milliseconds([]))
        self._like.clear()
        nodes_of_row = self._count(one, 1)[0] - self._count([], 1)[0]
        node = (both - weights) / max(1, nodes_of_row)

        def cost(extent: Extent) -> float:
            nodes, numbers = self._count(self.rows(extent.rows), extent.detail)
            return extent.moments * (weights + nodes * node + numbers * NUMBER_MS)

        found = affordable(extent, self.stages, cost)
        if found is None:
            raise SettingError(message("studio-replay-slow", seconds=round(both / 1000)))
        return found

    def _milliseconds(self, rows: Sequence[int]) -> float:
        """That the first numbers take at one moment, on a machine that does nothing else."""
        began = time.process_time()
        for _ in self.asked(rows, 1):
            pass
        return 1000 * (time.process_time() - began)

    def _count(self, rows: Sequence[int], detail: int) -> tuple[int, int]:
        """How many nodes have numbers that are explained, and how many these are."""
        places = self._places(rows, detail)
        return len(places), sum(map(len, places.values()))

    def asked(self, rows: Sequence[int], detail: int) -> Iterator[tuple[Question, Any]]:
        """The numbers of all cards, and what some of these are made of."""
        session, traces = self.session, NumberTraces(self.session)
        trace = traces.trace
        for card in session.cards:
            yield Question(f"card {card.name}"), in_numbers(of_card(trace, card, MOST_WEIGHTS))
            for row in rows:
                found = session.of_row(trace, card, row, MOST_OF_ROW)
                yield Question(f"card {card.name} {row}", row), in_numbers(found)
            if detail >= OPERATIONS:
                answer = msgspec.to_builtins(operations(session, trace, card.name))
                yield Question(f"unfold {card.name}", None, OPERATIONS), answer
                for node in session.layers.nodes_of(card.name):
                    part = session.layers.part("", node)
                    for row in rows:
                        found = pair("node", trace, part, row, MOST_OF_ROW)
                        key = f"node {node.name} {row}"
                        yield Question(key, row, OPERATIONS), in_numbers(found)
        for name, places in self._places(rows, detail).items():
            # The same terms at all moments, so that each is a column.
            indices = [each.at for each in places]
            like = self._like.get(name, [])
            told = traces.explain(name, indices, MOST_TERMS, like, has_differences=False)
            explained = [*told]
            self._like[name] = [number for number, _ in explained]
            for place, (_, answer) in zip(places, explained, strict=True):
                key = f"why-number {name} {','.join(map(str, place.at))}"
                yield Question(key, place.row, place.detail), msgspec.to_builtins(answer)

    def _places(self, rows: Sequence[int], detail: int) -> Mapping[str, Sequence[Place]]:
        """The numbers that are explained, by their nodes: of each array some, evenly apart."""
        found: dict[str, dict[tuple[int, ...], Place]] = {}

        def add(name: str, index: tuple[int, ...], row: int | None, level: int) -> None:
            if level <= detail:
                found.setdefault(name, {}).setdefault(index, Place(index, row, level))

        cards, layers = self.session.cards, self.session.layers
        for card in cards:
            for variable in card.variables:
                shown = spread_places(variable.shape, MOST_WEIGHTS) if variable.trainable else []
                for index, level in zip(shown, _levels(), strict=False):
                    add(variable.name, index, None, level)
            for part in card.parts:
                for row in _rows_of(part, rows):
                    shown = _places_of(part)
                    for index, level in zip(shown, _levels(), strict=False):
                        add(*number_of(part, row, index), row, level)
        for card in cards if detail >= OPERATIONS else ():
            for node in layers.nodes_of(card.name):
                part = layers.part("", node)
                for row in _rows_of(part, rows):
                    for index in spread_places(part.shape, MOST_OF_ROW)[:MOST_OF_OPERATION]:
                        add(*number_of(part, row, index), row, OPERATIONS)
        return {name: [*places.values()] for name, places in found.items()}


def _rows_of(part: Part, rows: Sequence[int]) -> Sequence[int | None]:
    """The rows that a part has numbers of; None for one without rows."""
    if not part.has_gradient:
        return ()
    return rows if part.row_axis >= 0 else (None,)


def _places_of(part: Part) -> list[tuple[int, ...]]:
    """Of a part at each time step all units of a step, before the next one: each step is a node."""
    if "{}" not in part.node:
        return spread_places(part.shape, MOST_OF_ROW)
    steps, *shape = part.shape
    units = spread_places(shape, MOST_OF_ROW)
    return [(step, *each) for step in scattered(steps).tolist() for each in units]


def _levels() -> Iterator[int]:
    """The details of an array's numbers, one after the other."""
    for level, (before, most) in enumerate(zip((0, *EXPLAINED), EXPLAINED, strict=False), 1):
        yield from [level] * (most - before)


def number_of(part: Part, row: int | None, index: tuple[int, ...]) -> tuple[str, tuple[int, ...]]:
    """The node and the index of a part's number, at a place in the numbers of one row."""
    if "{}" in part.node:
        step, *rest = index
        return part.node.format(step), (int(row or 0), *rest)
    if row is None:
        return part.node, index
    return part.node, (*[0] * part.row_axis, row, *index)


def spread_places(shape: Sequence[int], most: int) -> list[tuple[int, ...]]:
    """Places of the numbers that a thinned array has, the first ones of them evenly apart."""
    steps = thinning(shape, most)
    grid = [-(-size // step) for size, step in zip(shape, steps, strict=True)]
    order = scattered(int(np.prod(grid)))
    indices = np.array(np.unravel_index(order, grid)).T if grid else np.zeros((1, 0), np.int64)
    return [tuple(each) for each in (indices * np.array(steps, np.int64)).tolist()]


def scattered(count: int) -> NDArray[np.int64]:
    """All numbers below `count`, so that any first ones of them are spread: bits are reversed."""
    bits = max(1, (count - 1).bit_length())
    places = np.arange(1 << bits)
    reversed_ = sum(((places >> bit) & 1) << (bits - 1 - bit) for bit in range(bits))
    return np.asarray(reversed_, np.int64)[np.asarray(reversed_) < count]
