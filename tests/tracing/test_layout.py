"""Laws of a layered drawing, on random graphs."""

from __future__ import annotations

import math
from itertools import combinations, pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from sampling import examples
from scipy.optimize import minimize

from glassnet.tracing.drawing.layout import (
    MOST_WIDTH,
    Lane,
    count_crossings,
    layered,
    layout,
    least_distance,
    least_width,
    place_items,
    spread,
)

Graph = dict[str, list[str]]


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    """Boxes 0 … n, each made from some before it."""
    size = draw(st.integers(1, 30))
    return {
        str(key): [
            str(each)
            for each in (
                draw(st.lists(st.integers(0, key - 1), max_size=3, unique=True)) if key else []
            )
        ]
        for key in range(size)
    }


def rows_of(operands: Graph, most_width: float = math.inf) -> dict[str, int]:
    """The row of each box."""
    rows, _ = layered(operands, most_width)
    boxes = [(key, y) for y, row in enumerate(rows) for key in row if isinstance(key, str)]
    assert sorted(key for key, _ in boxes) == sorted(operands)
    return dict(boxes)


@examples(100)
@given(graphs())
def test_every_box_stands_once_and_below_what_it_is_made_from(operands: Graph) -> None:
    for most_width in (math.inf, 500.0):
        place = rows_of(operands, most_width)
        for key, made_from in operands.items():
            assert all(place[each] < place[key] for each in made_from)


@examples(100)
@given(graphs())
def test_what_is_used_stands_just_above_its_first_use(operands: Graph) -> None:
    place = rows_of(operands)
    for key in operands:
        used = [place[user] for user, made_from in operands.items() if key in made_from]
        if used:
            assert place[key] == min(used) - 1


@examples(100)
@given(graphs())
def test_no_row_of_several_boxes_is_too_wide(operands: Graph) -> None:
    rows, _ = layered(operands, 500.0)
    for row in rows:
        assert least_width(row) <= 500 or sum(isinstance(key, str) for key in row) == 1


@examples(100)
@given(graphs())
def test_lines_lead_from_row_to_row_and_are_those_of_the_graph(operands: Graph) -> None:
    rows, links = layered(operands, MOST_WIDTH)
    place = {key: y for y, row in enumerate(rows) for key in row}
    assert len(set(links)) == len(links)
    assert all(place[end] == place[start] + 1 for start, end in links)
    sources = {
        (start.source if isinstance(start, Lane) else start, end)
        for start, end in links
        if isinstance(end, str)
    }
    assert sources == {(each, key) for key, made_from in operands.items() for each in made_from}
    before = {end: start for start, end in links if isinstance(end, Lane)}
    for lane, start in before.items():  # one way to each lane, from the box that it is of
        assert start in (lane.source, Lane(lane.source, lane.row - 1))


@examples(100)
@given(graphs())
def test_crossings_are_those_that_one_counts_pair_by_pair(operands: Graph) -> None:
    rows, links = layered(operands, MOST_WIDTH)
    place = {key: (y, x) for y, row in enumerate(rows) for x, key in enumerate(row)}
    pairs = combinations([(*place[start], place[end][1]) for start, end in links], 2)
    expected = sum(a[0] == b[0] and (a[1] - b[1]) * (a[2] - b[2]) < 0 for a, b in pairs)
    assert count_crossings(rows, links) == expected


def test_lines_that_need_not_cross_do_not() -> None:
    ladder = {"a": [], "b": [], "c": [], "z": ["c"], "y": ["b"], "x": ["a"]}
    (first, second), _ = layered(ladder, MOST_WIDTH)
    assert [{"a": "x", "b": "y", "c": "z"}[str(key)] for key in first] == second


@examples(100)
@given(graphs())
def test_nothing_stands_nearer_than_it_may_nor_outside(operands: Graph) -> None:
    rows, links = layered(operands, MOST_WIDTH)
    at = place_items(rows, links)
    for row in rows:
        for left, right in pairwise(row):
            assert at[right] - at[left] >= least_distance(left, right) - 1e-6
    found = layout(operands)
    assert found.width <= 1340 or any(least_width(row) > MOST_WIDTH for row in rows)
    assert min(x for x, _ in found.corners.values()) >= 0


def test_a_weight_used_at_every_step_is_one_straight_rail() -> None:
    steps = {f"step{n}": ["weight", *([f"step{n - 1}"] if n else [])] for n in range(8)}
    rows, links = layered({"weight": [], **steps}, MOST_WIDTH)
    at = place_items(rows, links)
    lanes = [at[key] for row in rows for key in row if isinstance(key, Lane)]
    assert len(lanes) == 7
    assert max(lanes) - min(lanes) < 1


@examples(100)
@given(
    st.lists(
        st.tuples(st.floats(-99, 99), st.floats(0.1, 9), st.floats(0, 50)), min_size=1, max_size=5
    )
)
def test_numbers_are_spread_as_a_solver_of_quadratic_programs_spreads_them(
    given: list[tuple[float, float, float]],
) -> None:
    wanted, weights, spaces = map(np.array, zip(*given, strict=True))
    room = float(np.sum(spaces[:-1]))
    least, most = -50.0, room
    found = spread(wanted, weights, spaces[:-1], least, most)
    constraints = [
        {"type": "ineq", "fun": lambda x, n=n, space=space: x[n + 1] - x[n] - space}
        for n, space in enumerate(spaces[:-1])
    ]
    constraints += [
        {"type": "ineq", "fun": lambda x: x[0] - least},
        {"type": "ineq", "fun": lambda x: most - x[-1]},
    ]
    cost = lambda x: float(np.sum(weights * (x - wanted) ** 2))
    start = least + np.concatenate([[0.0], np.cumsum(spaces[:-1])])
    expected = minimize(cost, start, constraints=constraints, options={"ftol": 1e-12}).x
    # The solver's constraints hold to 1e-7.
    assert cost(np.array(found)) <= cost(expected) * (1 + 1e-6) + 1e-3
    assert all(
        b - a >= space - 1e-9 for (a, b), space in zip(pairwise(found), spaces, strict=False)
    )
    assert found[0] >= least - 1e-9
    assert found[-1] <= most + 1e-9
