"""Linear systems of whole numbers: two ways to solve them, and the equations themselves."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sampling import examples

from glassnet.separation.exact import dependence, eliminate, lift

numbers = st.one_of(st.integers(-3, 3), st.integers(-(10**20), 10**20))
systems = st.integers(1, 6).flatmap(
    lambda n: st.lists(st.lists(numbers, min_size=n + 1, max_size=n + 1), min_size=n, max_size=n)
)


@examples(200)
@given(systems)
def test_a_solution_solves_and_both_ways_agree(rows: list[list[int]]) -> None:
    found = eliminate([list(row) for row in rows], len(rows), math.inf)
    other = lift([list(row) for row in rows], len(rows), math.inf)
    if other is not None:
        assert other == found
    if found is not None:
        for *row, right in rows:
            assert sum((a * x for a, x in zip(row, found, strict=True)), Fraction(0)) == right


@examples(200)
@given(systems)
def test_dependent_columns_add_up_to_0(rows: list[list[int]]) -> None:
    found = dependence([list(row) for row in rows], len(rows) + 1, math.inf)
    assert found is not None  # more columns than rows
    assert any(found)
    for row in rows:
        assert sum((a * x for a, x in zip(row, found, strict=True)), Fraction(0)) == 0


@pytest.mark.parametrize("solve", [eliminate, lift])
def test_there_may_be_none_or_no_time(solve) -> None:
    assert solve([[1, 1, 1], [2, 2, 2]], 2, math.inf) is None
    assert solve([[1, 2, 1], [3, 1, 2]], 2, 0.0) is None
    assert solve([[3, 0, 1], [0, 7, -2], [3, 7, -1]], 2, math.inf) == [
        Fraction(1, 3),
        Fraction(-2, 7),
    ]
