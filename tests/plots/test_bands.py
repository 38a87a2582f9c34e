"""Percentiles are NumPy's, exactly for arrays and to within a bucket for histograms."""

from __future__ import annotations

import jax
import numpy as np
from recorded_by_hand import pixels, recording

import glassnet as gn
from glassnet.plots.drawing.curves import PERCENT, histogram_percentiles, percentiles
from glassnet.recording import quantities

histogram = jax.jit(quantities.histogram)  # a program a shape, not one an operation


def values(shape: tuple[int, ...]) -> np.ndarray:
    return np.random.default_rng(1).normal(size=shape).astype(np.float32)


def test_percentiles_of_arrays_leave_out_what_is_not_finite() -> None:
    given = values((6, 5, 9))
    given[1, 2, :4] = np.nan
    given[2, 0, 0] = np.inf
    given[3] = np.nan
    found = percentiles(given)
    for row, step in zip(found, given, strict=True):
        finite = step[np.isfinite(step)].astype(float)
        wanted = np.percentile(finite, PERCENT) if len(finite) else np.full(7, np.nan)
        np.testing.assert_allclose(row, wanted)


def test_percentiles_of_histograms_are_within_a_bucket() -> None:
    given = [values((4000,)), np.full(9, 2.5, np.float32), values((1,)), values((3, 4)) ** 3]
    given.append(np.full(3, np.nan, np.float32))
    parts = [np.stack(part) for part in zip(*map(histogram, given), strict=True)]
    found = histogram_percentiles(*parts)
    for row, one in zip(found[:-1], given, strict=False):
        wanted = np.percentile(one, PERCENT, method="inverted_cdf").astype(float)
        bucket = (one.max() - one.min()) / 30
        np.testing.assert_allclose(row, wanted, atol=bucket * 1.001)
        np.testing.assert_array_equal(row[[0, -1]], [one.min(), one.max()])
    assert np.isnan(found[-1]).all()


def test_the_bands_drawn_are_the_percentiles() -> None:
    given = values((20, 50))
    ax = gn.plot_weights(recording("images", {"hidden/kernel": given})).axes[0]
    wanted = percentiles(given)
    np.testing.assert_array_equal(ax.lines[0].get_ydata(), wanted[:, 3])
    for band, (low, high) in zip(ax.collections, [(0, 6), (1, 5), (2, 4)], strict=True):
        corners = band.get_paths()[0].vertices
        for step, lower, upper in zip(range(1, 21), wanted[:, low], wanted[:, high], strict=True):
            at = corners[corners[:, 0] == step, 1]
            np.testing.assert_array_equal([at.min(), at.max()], [lower, upper])
    shades = [band.get_facecolor()[0, :3].mean() for band in ax.collections]
    assert shades == sorted(shades, reverse=True)  # told apart in a grey print


def test_steps_with_values_that_are_not_finite_are_crossed() -> None:
    given = values((4, 40))
    given[2, 7] = np.inf
    parts = tuple(np.stack(part) for part in zip(*map(histogram, given), strict=True))
    for made in (recording("images", {"a/b": given}), recording("weights", {"a/b": parts})):
        crosses = gn.plot_weights(made).axes[0].lines[-1]
        assert (crosses.get_label(), list(crosses.get_xdata())) == ("not finite", [3])


def test_one_step_is_a_bar() -> None:
    given = values((1, 40))
    figure = gn.plot_weights(recording("images", {"a/b": given}, steps=[70]))
    low, high = figure.axes[0].get_xlim()
    assert low < 70 < high
    box = figure.axes[0].collections[0].get_datalim(figure.axes[0].transData)
    np.testing.assert_allclose([box.y0, box.y1], [given.min(), given.max()])
    assert box.width > 0.5
    pixels(figure)
