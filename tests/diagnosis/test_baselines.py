"""Whether targets are connected with the rows: the law of a permutation test, and who is told."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from typing import Any

import kinds_of_data
import numpy as np
import pytest
from network_parts import compiled, data, dense

from glassnet.diagnosis.baselines import FEWEST, Baselines, encode_targets
from glassnet.diagnosis.checks.data import BY_CHANCE, input_scales
from glassnet.diagnosis.context import Context
from glassnet.diagnosis.kernels import similarity

SEEDS = range(5)


def table(x: Any, y: Any, units: int = 1, **given: Any) -> Baselines:
    found = Baselines.from_arrays([x], y, units, **given)
    assert found is not None
    return found


def ten_classes(seed: int) -> tuple[Any, Any]:
    random = np.random.default_rng(seed)
    y = random.integers(0, 10, 400)
    return random.normal(size=(10, 10))[y] * 0.7 + random.normal(size=(400, 10)), y


def weak(seed: int) -> tuple[Any, Any]:
    """One tenth of the variance is told by a weighted sum."""
    random = np.random.default_rng(seed)
    x = random.normal(size=(400, 8))
    return x, 0.33 * x[:, 0] + random.normal(size=400)


CONNECTED: dict[str, Callable[[int], tuple[Any, Any]]] = {
    "eight labels in a hundred": lambda seed: kinds_of_data.rare(0.08, 1.35, seed=seed),
    "three labels in ten": lambda seed: kinds_of_data.rare(0.3, 1.0, seed=seed),
    "ratings": kinds_of_data.ratings,
    "ten classes": ten_classes,
    "weak": weak,
}


@pytest.mark.parametrize("name", CONNECTED)
def test_what_is_connected_is_told_from_its_shuffles(name: str) -> None:
    shuffled = []
    for seed in SEEDS:
        x, y = CONNECTED[name](seed)
        units = 10 if name == "ten classes" else 1
        found = table(x, y, units)
        assert found.targets.weight >= FEWEST
        assert found.p_value <= BY_CHANCE
        other = np.random.default_rng(100 + seed).permutation(y)
        shuffled.append(table(x, other, units).p_value)
    # Each is missed by a chance of 0.05: the law is below.
    assert np.mean(np.array(shuffled) > BY_CHANCE) > 0.5


@pytest.mark.parametrize("columns", [2, 40, 800, 3200])
def test_what_cannot_be_told_from_chance_is_not_asked(columns: int) -> None:
    """One column of so many decides the label: where rows are too few for the width to show it,
    they are said to be too few."""
    for rows in (70, 100, 300, 600):
        p_values, enough = list[float](), list[bool]()
        for seed in SEEDS:
            x = np.random.default_rng(seed).normal(size=(rows, columns))
            found = table(x, (x[:, -1] > 0).astype(int))
            p_values.append(found.p_value)
            enough.append(found.targets.weight >= FEWEST and found.can_tell)
        assert not any(np.array(p_values)[enough] > BY_CHANCE)
        assert all(enough) == any(enough) == (rows**2 > 100 * columns)


@pytest.mark.parametrize("columns", [1, 30, 500])
def test_columns_that_are_copies_count_once(columns: int) -> None:
    x = np.random.default_rng(0).normal(size=(500, columns))
    once, twice = (table(each, x[:, 0] > 0) for each in (x, np.repeat(x, 3, axis=1)))
    assert once.independent_columns == pytest.approx(columns, rel=0.2)
    assert twice.independent_columns == pytest.approx(once.independent_columns)


def test_of_nothing_every_share_is_as_likely() -> None:
    found = []
    for seed in range(80):
        random = np.random.default_rng(seed)
        found.append(table(random.normal(size=(60, 3)), random.normal(size=60)).p_value)
    # Within three standard deviations of 80 draws.
    for share in (0.1, 0.5, 0.9):
        away = abs(np.mean(np.array(found) <= share) - share)
        assert away < 3 * (share * (1 - share) / 80) ** 0.5


def test_rows_of_unequal_classes_count_for_less() -> None:
    y = np.repeat([0.0, 1.0], [184, 16])
    found = encode_targets(y, 1)
    assert found is not None
    assert found.weight == pytest.approx(200 * 4 * 0.08 * 0.92)
    assert found.classes == 2


def test_ratings_are_classes_where_each_has_a_unit() -> None:
    y = np.arange(100) % 11
    classes = {units: encode_targets(y, units) for units in (1, 11)}
    assert {units: found and found.classes for units, found in classes.items()} == {1: 0, 11: 11}


def test_words_are_alike_by_what_they_are_and_where() -> None:
    x = np.array([[7, 7, 3], [7, 3, 7], [900, 4, 4]])
    found = similarity([], [x])
    np.testing.assert_allclose(found, similarity([], [np.where(x == 900, 5, x)]))
    assert found is not None
    assert found[0, 1] > found[0, 2]
    assert np.trace(found) == pytest.approx(3)


def test_a_left_out_row_is_predicted_by_ridge_regression_without_it() -> None:
    x, y = kinds_of_data.ratings()
    x, y = x[:40].astype(np.float64), y[:40, 0]
    x = (x - x.mean(axis=0)) / x.std(axis=0)
    found = table(x, y)
    others = np.delete(np.arange(40), 7)
    targets = found.targets.columns[:, 0] - found.targets.columns.mean()
    # In the space of the columns; the kernel's diagonal is 1 in the mean.
    features = x / x.shape[1] ** 0.5
    gram = features[others].T @ features[others] + np.eye(8)
    expected = features[7] @ np.linalg.solve(gram, features[others].T @ targets[others])
    assert (found.hat_matrices["linear"] @ targets)[7] == pytest.approx(expected)


def test_columns_are_summed_up_without_a_copy() -> None:
    x, y = data("moons")
    x = np.tile(x, (400, 25)) + np.float32(40)
    context = Context(compiled(dense(50, 4, 1), "mse"), x, np.tile(y, (400, 1)))
    assert context.first_weight_inputs
    tracemalloc.start()
    [found] = input_scales(context)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found.key == "inputs-offset"
    column = x[:, found.evidence["column"]].astype(np.float64)
    assert found.evidence["mean"] == pytest.approx(column.mean(), rel=1e-9)
    assert found.evidence["spread"] == pytest.approx(column.std(), rel=1e-9)
    assert peak < x.nbytes / 2  # as float64 it would be twice as much
