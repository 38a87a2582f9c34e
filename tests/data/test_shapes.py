"""The 2-D shapes against their geometry, and against scikit-learn's classifiers."""

import math

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier

from glassnet.data import load
from glassnet.data.built_in import SHAPES
from glassnet.errors import SettingError


def points(name, **settings):
    dataset = load(name, **settings)
    return dataset.x.astype(float), dataset.y.ravel().astype(int)


def test_circles_without_noise_have_radius_one_and_a_half():
    x, y = points("circles", noise=0)
    assert np.hypot(*x.T) == pytest.approx(np.where(y == 1, 0.5, 1.0))


def test_moons_without_noise_are_half_circles():
    x, y = points("moons", noise=0)
    upper = np.add(np.where(y[:, None] == 1, -x, x), [0.5, 0.25])
    assert np.hypot(*upper.T) == pytest.approx(np.ones(len(x)))
    assert upper[:, 1].min() >= -1e-6


def test_a_spiral_turns_by_three_half_turns_from_the_middle_to_its_end():
    x, y = points("spiral", noise=0)
    radius = np.hypot(*x.T)
    expected = radius * 3 * math.pi + y * math.pi
    assert np.stack([np.cos(expected), np.sin(expected)], axis=1) == pytest.approx(
        x / radius[:, None], abs=1e-5
    )


def test_blobs_without_noise_are_a_triangle():
    x, y = points("blobs", noise=0)
    corners = np.stack([x[y == label][0] for label in range(3)])
    assert (x == corners[y]).all()
    sides = np.linalg.norm(corners - np.roll(corners, 1, axis=0), axis=1)
    assert sides == pytest.approx([math.sqrt(3)] * 3)


def test_the_xor_cloud_is_xor_of_the_signs():
    x, y = points("xor-cloud", noise=0)
    assert (y == ((x[:, 0] > 0) ^ (x[:, 1] > 0))).all()


@pytest.mark.parametrize("name", SHAPES)
def test_the_seed_decides_everything(name):
    np.random.seed(1)
    first = load(name, seed=3)
    np.random.seed(2)
    again, other = load(name, seed=3), load(name, seed=4)
    assert (first.x == again.x).all()
    assert (first.y == again.y).all()
    assert (first.x != other.x).any()


@pytest.mark.parametrize("name", SHAPES)
def test_noise_is_a_standard_deviation(name):
    clean, noisy = load(name, rows=5000, noise=0), load(name, rows=5000, noise=0.3)
    assert (noisy.x - clean.x).std() == pytest.approx(0.3, rel=0.03)


@pytest.mark.parametrize("name", SHAPES)
@pytest.mark.parametrize("rows", [3, 100, 1001])
def test_rows_are_shared_out_evenly_and_shuffled(name, rows):
    dataset = load(name, rows=rows)
    counts = np.bincount(dataset.y.ravel().astype(int), minlength=len(dataset.class_names))
    assert dataset.x.shape == (rows, 2)
    assert counts.max() - counts.min() <= 1
    if rows > 50:  # no class is left out of a validation split, which takes the last rows
        assert len(np.unique(dataset.y[-rows // 4 :])) == len(dataset.class_names)


@pytest.mark.parametrize("name", SHAPES)
def test_neighbours_tell_the_classes_apart(name):
    (x, y), (unseen, labels) = points(name, seed=1, rows=600), points(name, seed=2)
    assert KNeighborsClassifier(5).fit(x, y).score(unseen, labels) >= 0.95


@pytest.mark.parametrize("name", ["circles", "moons", "spiral", "xor-cloud"])
def test_a_straight_line_does_not(name):
    x, y = points(name, rows=600)
    assert LogisticRegression().fit(x, y).score(x, y) < 0.92


@pytest.mark.parametrize(
    "settings",
    [{"rows": 1}, {"rows": 0}, {"rows": -5}, {"rows": 10**9}, {"seed": -1}]
    + [{"noise": noise} for noise in (-0.1, math.nan, math.inf)],
)
@pytest.mark.parametrize("name", ["moons", "blobs"])
def test_settings_out_of_range_are_named(name, settings):
    with pytest.raises(SettingError) as refused:
        load(name, **settings)
    assert str(refused.value).startswith(next(iter(settings)))
    assert "\n" not in str(refused.value)
