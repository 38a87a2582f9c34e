"""The picture of two classes and what is between them."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from recorded_by_hand import pixels

import glassnet as gn
from glassnet.errors import SettingError
from glassnet.plots.drawing.class_looks import CLASS_COLOURS

GATE = list(itertools.product((0, 1), repeat=2))


def lines(figure: Figure) -> dict[str, np.ndarray]:
    """[points, 2] by label."""
    (ax,) = figure.axes
    return {str(line.get_label()): np.asarray(line.get_xydata()) for line in ax.lines}


def test_the_line_is_where_the_unit_is_undecided() -> None:
    found = gn.separate(GATE, [0, 0, 0, 1])
    drawn = lines(gn.plot_separation(found))
    assert np.allclose(found.unit(drawn["decision boundary"]), 0.5)
    assert drawn["1"].tolist() == [[1, 1]]
    assert sorted(drawn["0"].tolist()) == [[0, 0], [0, 1], [1, 0]]


def test_axes_of_different_units_do_not_hide_the_line() -> None:
    chance = np.random.default_rng(0)
    points = chance.normal(size=(30, 2)) * [1e6, 1e-3]
    labels = points[:, 1] > 0
    figure = gn.plot_separation(gn.separate(points, labels, names=["a", "b"]))
    (left, bottom), (right, top) = lines(figure)["decision boundary"]
    ax = figure.axes[0]
    assert abs(right - left) > np.ptp(ax.get_xlim())
    assert ax.get_ylim()[0] < (bottom + top) / 2 < ax.get_ylim()[1]
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("a", "b")


def test_the_common_point_is_where_the_segments_cross() -> None:
    drawn = lines(gn.plot_separation(gn.separate(GATE, [0, 1, 1, 0])))
    assert drawn["in both convex hulls"].tolist() == [[0.5, 0.5]]


@pytest.mark.parametrize(
    ("points", "labels"),
    [
        ([[0, 0], [4, 0], [2, 3], [2, 1]], [0, 0, 0, 1]),  # a row of 1 inside of a triangle of 0
        ([[2, 1], [0, 0], [2, 1]], [0, 0, 1]),  # two rows at one place
    ],
)
def test_the_star_hides_no_row_that_proves_the_case(points: list, labels: list[int]) -> None:
    figure = gn.plot_separation(gn.separate(points, labels))
    (ax,) = figure.axes
    stars = [line for line in ax.lines if line.get_marker() == "*"]
    rows = [line for line in ax.lines if line.get_marker() in ("D", "o")]
    assert len(stars) == 1
    assert stars[0].get_markerfacecolor() == "none"
    assert stars[0].get_zorder() < min(line.get_zorder() for line in rows)
    image = pixels(figure)
    across, up = ax.transData.transform((2, 1))
    np.testing.assert_allclose(
        image[round(image.shape[0] - up), round(across)], to_rgb(CLASS_COLOURS[1]), atol=0.02
    )
    if labels == [0, 0, 1]:  # the diamond is larger than the circle on it
        diamond, circle = (line.get_markersize() for line in rows)
        reach = (diamond + circle) / 4 / 72 * figure.dpi
        np.testing.assert_allclose(
            image[round(image.shape[0] - up), round(across + reach)],
            to_rgb(CLASS_COLOURS[0]),
            atol=0.02,
        )


def test_of_many_points_some_are_drawn_and_those_of_the_proof() -> None:
    chance = np.random.default_rng(0)
    points = chance.normal(size=(20_000, 2))
    found = gn.separate(points, points.sum(axis=1) > 0)
    drawn = lines(gn.plot_separation(found))
    shown = np.concatenate([drawn["False"], drawn["True"]])
    assert 1_000 <= len(shown) <= 1_010
    for row in found.hyperplane.support:
        assert (shown == points[row]).all(axis=1).any()


def test_other_than_two_features_are_refused() -> None:
    with pytest.raises(SettingError, match="3"):
        gn.plot_separation(gn.separate(np.eye(3), [0, 1, 1]))
