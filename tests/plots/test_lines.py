"""Thinning leaves the picture as it was."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from sampling import examples
from scipy.ndimage import minimum_filter

from glassnet.plots.drawing.curves import COLUMNS, draw_curve, visible_points


@given(st.integers(1, 30_000), st.integers(0, 2**32 - 1))
@examples(25)
def test_every_column_keeps_its_ends_its_extremes_and_its_gaps(count: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    x = np.cumsum(random.integers(1, 9, count))
    y = random.normal(size=count)
    y[random.uniform(size=count) < 0.001] = np.nan
    points = visible_points(x, y)
    assert len(points) <= 5 * COLUMNS
    assert (np.diff(points) > 0).all()
    assert {0, count - 1} <= set(points)
    column = np.minimum((x - x[0]) / max(x[-1] - x[0], 1) * COLUMNS, COLUMNS - 1).astype(int)
    for measure in (np.fmin, np.fmax):
        whole, thinned = np.full((2, COLUMNS), np.nan)
        measure.at(whole, column, y)
        measure.at(thinned, column[points], y[points])
        np.testing.assert_array_equal(whole, thinned)
    gaps, kept_gaps = (set(column[i][np.isnan(y[i])]) for i in (np.arange(count), points))
    assert gaps == kept_gaps


def test_a_hundred_thousand_points_look_as_if_none_were_left_out() -> None:
    random = np.random.default_rng(0)
    y = np.cumsum(random.normal(size=100_000))
    y[77_777] = 600  # a peak of one point

    def drawn(draw: Callable[[Any], object]) -> np.ndarray:
        figure = Figure(figsize=(6, 3), dpi=120)
        canvas = FigureCanvasAgg(figure)
        ax = figure.subplots()
        draw(ax)
        canvas.draw()
        return np.asarray(canvas.buffer_rgba())[..., 0].astype(int)

    x = np.arange(len(y))
    ours = drawn(lambda ax: draw_curve(ax, x, y, color="black", lw=1.0))
    all_points = drawn(lambda ax: ax.plot(x, y, color="black", lw=1.0))
    # Wherever one is dark the other is too, or beside it: a point may be half a pixel further on.
    for one, other in ((ours, all_points), (all_points, ours)):
        assert (minimum_filter(one, 3)[other < 100] < 100).all()
    assert visible_points(x, y).size < 5_000
