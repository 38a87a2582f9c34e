"""The picture of a descent: which rates stand beside it, and what its lines are."""

from __future__ import annotations

import numpy as np
import pytest

import glassnet as gn
from glassnet.descent.picture import beside_rates
from glassnet.text import using


def test_beside_a_rate_stand_a_tenth_and_one_that_diverges() -> None:
    small, given, large = beside_rates(gn.descend("x^2", {"x": 3}, rate=0.1))
    assert [each.descent.rate for each in (small, given, large)] == pytest.approx([0.01, 0.1, 1.05])
    assert not small.descent.diverges
    assert small.descent.steps[-1].value > given.descent.steps[-1].value
    assert large.descent.diverges


def test_beside_a_rate_that_diverges_stand_two_that_do_not() -> None:
    small, half, given = beside_rates(gn.descend("x^2", {"x": 3}, rate=1.2))
    assert [each.descent.rate for each in (small, half, given)] == pytest.approx([0.05, 0.5, 1.2])
    assert [each.descent.diverges for each in (small, half, given)] == [False, False, True]
    assert half.descent.steps[-1].value == pytest.approx(0), "1/L ends on a parabola at once"


def test_an_optimizer_that_scales_its_steps_stands_between_a_tenth_and_ten_times() -> None:
    found = beside_rates(gn.descend("x^2", {"x": 3}, rate=0.1, optimizer="adam", steps=2))
    assert [each.descent.rate for each in found] == pytest.approx([0.01, 0.1, 1.0])


def path_of(ax: object) -> np.ndarray:
    lines = {line.get_label(): line.get_xydata() for line in ax.lines}
    return lines["steps"]


def test_the_steps_lie_on_the_curve() -> None:
    descent = gn.descend("x^2", {"x": 3}, rate=0.1, steps=5)
    figure = descent.plot()
    assert len(figure.axes) == 3
    path = path_of(figure.axes[1])
    assert path[:, 0] == pytest.approx([3 * 0.8**n for n in range(6)])
    assert path[:, 1] == pytest.approx(path[:, 0] ** 2)


def test_the_steps_lie_in_the_plane_a_row_for_each_optimizer() -> None:
    start = {"x": 3, "y": 1}
    descents = [
        gn.descend("x^2 + 10*y^2", start, rate=0.05, steps=4, optimizer=name)
        for name in ("sgd", "momentum")
    ]
    figure = gn.plot_descent(descents)
    assert len(figure.axes) == 6
    for ax, descent in zip((figure.axes[1], figure.axes[4]), descents, strict=True):
        assert path_of(ax) == pytest.approx(np.array([step.point for step in descent.steps]))
        (left, right), (low, high) = ax.get_xlim(), ax.get_ylim()
        for x, y in path_of(ax):
            assert left < x < right
            assert low < y < high


@pytest.mark.parametrize(
    ("formula", "start"),
    [("cos(x)", 0), ("log(x)", 1), ("abs(x)", 1), ("x^4 - 3*x^2", 2), ("5 + 0*x", 1), ("1/x", 0.1)],
)
def test_whatever_ends_it_can_be_drawn(formula: str, start: float) -> None:
    figure = gn.descend(formula, {"x": start}, rate=0.6).plot()
    for ax in figure.axes:
        assert np.isfinite([*ax.get_xlim(), *ax.get_ylim()]).all()
    assert figure._repr_png_().startswith(b"\x89PNG")


def test_the_picture_speaks_the_language_in_use() -> None:
    descent = gn.descend("x^2", {"x": 3})
    with using("ko"):
        titles = [ax.get_title(loc="left") for ax in descent.plot().axes]
    # Without a font for it, pictures are in English.
    assert all("학습률" in title or "rate" in title for title in titles)
    assert "diverges" in descent.plot().axes[2].get_title(loc="left")
