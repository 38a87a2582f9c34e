"""Which moments and rows a replay page keeps, and what goes first."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from glassnet.page.recorded.extent import (
    Extent,
    affordable,
    some_of,
    spread,
    telling_moments,
    telling_row,
    thinner,
)
from glassnet.page.recorded.model_questions import ModelQuestions
from glassnet.page.recorded.network_questions import NetworkQuestions, milliseconds
from glassnet.page.timeline import Moment

COUNTS = st.integers(1, 200)


def moments(losses: list[float], steps: list[int] | None = None) -> list[Moment]:
    nothing: Any = None
    numbered = zip(steps or range(0, 10 * len(losses), 10), losses, strict=True)
    return [Moment(step, loss, 0.0, nothing) for step, loss in numbered]


@pytest.mark.parametrize("kind", [NetworkQuestions, ModelQuestions])
@given(COUNTS, COUNTS)
def test_ever_less_is_kept(kind: Any, most: int, rows: int) -> None:
    found = list(thinner(Extent(most, rows, kind.finest), kind.stages))
    assert found[0] == (most, rows, kind.finest)
    assert found[-1] == (min(most, 2), 1, 0)
    for one, next_one in itertools.pairwise(found):
        assert one != next_one
        assert all(after <= before for before, after in zip(one, next_one, strict=True))


def test_rows_go_first_then_moments() -> None:
    extents = thinner(Extent(60, 12, 1), NetworkQuestions.stages)
    kept = [(each.moments, each.rows) for each in extents]
    assert kept[:6] == [(60, 12), (60, 6), (60, 4), (30, 4), (15, 4), (15, 2)]


def test_a_small_network_is_kept_whole_and_a_huge_one_not_at_all() -> None:
    def found(extent: Extent, sizes: list[int]) -> Extent | None:
        return affordable(extent, NetworkQuestions.stages, lambda each: milliseconds(each, sizes))

    assert found(Extent(60, 4, 1), [2, 4, 1]) == Extent(60, 4, 1)
    smaller = found(Extent(60, 4, 1), [2, 10, 10, 10, 1])
    assert smaller is not None
    assert smaller.moments * smaller.rows < 240
    assert found(Extent(60, 4, 1), [10_000, 32, 1]) is None


@given(st.lists(st.floats(0, 10) | st.just(np.nan), min_size=2, max_size=80), st.integers(2, 60))
def test_as_many_moments_as_asked_for_with_both_ends(losses: list[float], most: int) -> None:
    given_ = moments(losses)
    found = telling_moments(given_, most)
    assert len(found) == min(most, len(losses))
    assert (found[0], found[-1]) == (given_[0], given_[-1])
    steps = [each.step for each in found]
    assert steps == sorted(set(steps))


def test_moments_are_closer_where_the_loss_changes() -> None:
    falling = [1.0] * 40 + [1 - place / 40 for place in range(40)] + [0.0] * 40
    steps = [each.step for each in telling_moments(moments(falling), 20)]
    inside = [step for step in steps if 400 <= step < 800]
    assert len(inside) > 10


@given(st.integers(1, 300), st.integers(1, 20))
def test_rows_are_spread_and_tell(rows: int, most: int) -> None:
    x = np.zeros((rows, 2), np.float32)
    x[rows // 2 :] = 1.0
    telling = telling_row(x)
    found = spread(range(len(x)), most, telling)
    assert len(found) <= most
    assert found == sorted(set(found))
    assert telling == rows // 2
    assert telling in found
    assert some_of(range(rows), rows) == list(range(rows))
