"""The drawn digits: against scikit-learn's, which people wrote, and against their own geometry."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.datasets import load_digits
from sklearn.neighbors import KNeighborsClassifier
from sklearn.svm import SVC

from glassnet.data import digits
from glassnet.data.digits import _ink
from glassnet.errors import SettingError

SEEDS = range(5)


def flat(n: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    images, labels = digits(n, seed, side=8)
    return images.reshape(n, -1), labels


def written() -> tuple[np.ndarray, np.ndarray]:
    """1,797 digits that 43 people wrote, 8 by 8 pixels (Alpaydin, E. and Kaynak, C. (1998))."""
    found = load_digits()
    return found.data / 16, found.target


def test_who_learns_from_ours_reads_what_people_wrote() -> None:
    """78 to 82 % over 20 seeds; chance has 10 %."""
    real, labels = written()
    shares = [SVC().fit(*flat(1_000, seed)).score(real, labels) for seed in SEEDS]
    assert min(shares) > 0.75


def test_who_learns_from_what_people_wrote_reads_ours() -> None:
    """81 to 83 % over 20 seeds."""
    reader = SVC().fit(*written())
    assert min(reader.score(*flat(1_000, seed)) for seed in SEEDS) > 0.78


def test_they_are_told_apart_but_not_all_alike() -> None:
    (images, labels), (unseen, expected) = flat(2_000, 0), flat(1_000, 1)
    assert KNeighborsClassifier(3).fit(images, labels).score(unseen, expected) > 0.97
    assert len(np.unique(images, axis=0)) == len(images)
    middle = np.stack([images[labels == digit].mean(axis=0) for digit in range(10)])
    assert ((images - middle[labels]) ** 2).mean() > 0.3 * images.var(axis=0).mean()


@pytest.mark.parametrize("n", [1, 7, 1_000])
@pytest.mark.parametrize("side", [8, 12, 28])
def test_shapes_types_and_shares(n: int, side: int) -> None:
    images, labels = digits(n, side=side)
    assert images.shape == (n, side, side)
    assert (images.dtype, labels.dtype) == (np.float32, np.int64)
    assert images.min() >= 0
    assert images.max() <= 1
    counts = np.bincount(labels, minlength=10)
    assert counts.max() - counts.min() <= 1
    assert (images.max(axis=(1, 2)) > 0.5).all()  # none is empty
    if n > 100:
        assert len(set(labels[:20])) > 5  # shuffled


def test_the_seed_decides_everything() -> None:
    (first, labels), (again, same), (other, _) = digits(50, 3), digits(50, 3), digits(50, 4)
    np.testing.assert_array_equal(first, again)
    np.testing.assert_array_equal(labels, same)
    assert (first != other).any()


def test_more_pixels_show_the_same_digit() -> None:
    """Four pixels of the finer picture make one of the coarse, but for the smoothed edges."""
    coarse, fine = digits(200, side=16)[0], digits(200, side=32)[0]
    merged = fine.reshape(200, 16, 2, 16, 2).mean(axis=(2, 4))
    assert np.abs(coarse - merged).max() < 0.4
    assert np.abs(coarse - merged).mean() < 0.01


@given(
    ends=st.lists(st.floats(4, 28), min_size=4, max_size=4),
    width=st.floats(1.5, 6),
)
def test_a_strokes_ink_is_the_area_of_its_shape(ends: list[float], width: float) -> None:
    """A rectangle with half a disc at both ends, but for smoothed edges: 7 % along a diagonal."""
    segment = np.array(ends).reshape(1, 1, 2, 2)
    length = float(np.hypot(*(segment[0, 0, 1] - segment[0, 0, 0])))
    if length < 1e-3:
        return
    ink = _ink(segment, np.array([width]), 32).sum()
    assert ink == pytest.approx(length * width + np.pi * width**2 / 4, rel=0.1, abs=0.6)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"n": 0}, "0 digits: expected a whole number from 1 to 100000."),
        ({"n": 100_001}, "100001 digits: expected"),
        ({"n": 5, "seed": -1}, "seed -1: expected a whole number from 0 to 4294967295."),
        ({"n": 5, "side": 7}, "side 7: expected 8 to 64 pixels."),
        ({"n": 5, "side": 65}, "side 65: expected 8 to 64 pixels."),
    ],
)
def test_settings_out_of_range_are_named(arguments: dict[str, int], message: str) -> None:
    with pytest.raises(SettingError) as refused:
        digits(**arguments)
    assert str(refused.value).startswith(message)
    assert "\n" not in str(refused.value)
