"""Laws of a layered drawing, on random graphs."""

from __future__ import annotations

from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import isotonic_regression

from glassnet.tracing.drawing.heights import heights, spread
from glassnet.tracing.drawing.layout import Lane, crossings, layout

Graph = dict[int, list[int]]


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    """Boxes 0 … n, each made from some before it."""
    size = draw(st.integers(1, 30))
    return {
        key: draw(st.lists(st.integers(0, key - 1), max_size=3, unique=True)) if key else []
        for key in range(size)
    }


def columns_of(operands: Graph) -> dict[int, int]:
    """The column of each box."""
    found = layout(operands)
    boxes = [
        (key, x) for x, column in enumerate(found.columns) for key in column if isinstance(key, int)
    ]
    assert sorted(key for key, _ in boxes) == sorted(operands)
    return dict(boxes)


@given(graphs())
def test_every_box_stands_once_and_to_the_right_of_what_it_is_made_from(operands: Graph) -> None:
    place = columns_of(operands)
    for key, made_from in operands.items():
        assert all(place[each] < place[key] for each in made_from)


@given(graphs())
def test_what_is_used_stands_just_before_its_first_use(operands: Graph) -> None:
    place = columns_of(operands)
    for key in operands:
        used = [place[user] for user, made_from in operands.items() if key in made_from]
        if used:
            assert place[key] == min(used) - 1


@given(graphs())
def test_lines_lead_from_column_to_column_and_are_those_of_the_graph(operands: Graph) -> None:
    found = layout(operands)
    place = {key: x for x, column in enumerate(found.columns) for key in column}
    assert len(set(found.lines)) == len(found.lines)
    assert all(place[end] == place[start] + 1 for start, end in found.lines)
    sources = {
        (start.source if isinstance(start, Lane) else start, end)
        for start, end in found.lines
        if isinstance(end, int)
    }
    assert sources == {(each, key) for key, made_from in operands.items() for each in made_from}
    before = {end: start for start, end in found.lines if isinstance(end, Lane)}
    for lane, start in before.items():  # one way to each lane, from the box that it is of
        assert start in (lane.source, Lane(lane.source, lane.column - 1))


@given(graphs())
def test_crossings_are_those_that_one_counts_pair_by_pair(operands: Graph) -> None:
    found = layout(operands)
    place = {key: (x, y) for x, some in enumerate(found.columns) for y, key in enumerate(some)}
    pairs = combinations([(*place[start], place[end][1]) for start, end in found.lines], 2)
    expected = sum(a[0] == b[0] and (a[1] - b[1]) * (a[2] - b[2]) < 0 for a, b in pairs)
    assert crossings(found.columns, found.lines) == expected


def test_lines_that_need_not_cross_do_not() -> None:
    ladder = {"a": [], "b": [], "c": [], "z": ["c"], "y": ["b"], "x": ["a"]}
    found = layout(ladder)
    first, second = found.columns
    assert [{"a": "x", "b": "y", "c": "z"}[str(key)] for key in first] == second


@given(graphs())
def test_nothing_stands_nearer_than_it_may(operands: Graph) -> None:
    found = layout(operands)
    apart = lambda a, b: 76.0 - 30 * a - 31 * b
    at = heights(found, apart)
    assert min(at.values()) == 0
    for column in found.columns:
        for above, below in pairwise(column):
            least = apart(isinstance(above, Lane), isinstance(below, Lane))
            assert at[below] - at[above] >= least - 1e-6


def test_a_weight_used_at_every_step_is_one_level_rail() -> None:
    steps = {f"step{n}": ["weight", *([f"step{n - 1}"] if n else [])] for n in range(8)}
    found = layout({"weight": [], **steps})
    at = heights(found, lambda a, b: 20.0)
    lanes = [at[key] for column in found.columns for key in column if isinstance(key, Lane)]
    assert len(lanes) == 7
    assert max(lanes) - min(lanes) < 1


@given(st.lists(st.tuples(st.floats(-99, 99), st.floats(0.01, 99), st.floats(0, 50)), min_size=1))
def test_numbers_are_spread_as_by_scipys_isotonic_regression(
    given: list[tuple[float, float, float]],
) -> None:
    wanted, weights, spaces = map(np.array, zip(*given, strict=True))
    down = np.concatenate([[0], np.cumsum(spaces[:-1])])
    expected = isotonic_regression(wanted - down, weights=weights).x + down
    assert spread(wanted, weights, spaces[:-1]) == pytest.approx(expected, abs=1e-6)
