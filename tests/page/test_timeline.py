"""The time line keeps the start and the newest, thins out what lies between, and can be cut."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from glassnet.page import timeline
from glassnet.page.timeline import Moment, TimeLine


def moment(step: int) -> Moment:
    return Moment(step, 1.0, 0.5, np.zeros(3, np.float32))  # type: ignore[arg-type]


@given(st.lists(st.integers(1, 10**6), min_size=1, max_size=60))
def test_steps_rise_from_the_start_to_the_last_one(steps: list[int]) -> None:
    line = TimeLine(moment(0))
    for step in steps:
        line.add(moment(step))
        found = [each.step for each in line.moments]
        assert found[0] == 0
        assert found[-1] == line.end == step
        assert found == sorted(set(found))


def test_few_moments_are_kept_evenly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timeline, "MOST_MOMENTS", 9)
    line = TimeLine(moment(0))
    for step in range(1, 1000):
        line.add(moment(step))
        assert len(line.moments) <= 9
    gaps = [b.step - a.step for a, b in itertools.pairwise(line.moments)]
    assert max(gaps) < 300


def test_a_curve_has_more_moments_than_large_states_can(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timeline, "MOST_BYTES", 40)
    line = TimeLine(moment(0))
    for step in range(1, 30):
        line.add(Moment(step, 1 / step, 0.5, moment(0).state))
    assert len(line.moments) == 3
    assert line.curve[1:, 0].tolist() == list(range(1, 30))
    np.testing.assert_allclose(line.curve[1:, 1], 1 / np.arange(1, 30), rtol=1e-6)
    line.cut(7)
    assert (line.curve[-1, 0], line.end) == (6, 2)
    line.add(moment(9))
    assert line.curve[-2:, 0].tolist() == [6, 9]


def test_the_moment_before_a_step() -> None:
    line = TimeLine(moment(0))
    for step in (10, 20):
        line.add(moment(step))
    assert [line.before(step).step for step in (0, 9, 10, 19, 20, 99)] == [0, 0, 10, 10, 20, 20]
    line.cut(0)
    assert [each.step for each in line.moments] == [0]
