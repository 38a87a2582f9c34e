"""What breaks where one result is rounded otherwise."""

from __future__ import annotations

from typing import Any

import glassnet as gn  # noqa: F401 - before keras: it chooses the backend

import keras  # isort: skip
import numpy as np
import pytest

from glassnet.diagnosis.rounding import find_rounded


def by_hand(y: Any, p: Any) -> Any:
    log = keras.ops.log
    return -keras.ops.mean(y * log(p) + (1 - y) * log(1 - p))


def unit(weight: float, loss: Any = by_hand) -> Any:
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, "sigmoid", name="out")])
    model.compile("sgd", loss)
    model.set_weights([np.full((1, 1), weight), np.zeros(1)])
    return model


ROWS = np.array([[0.5], [1.0], [-1.0]])
TARGETS = np.array([[1.0], [0.0], [0.0]])


@pytest.mark.parametrize("weight", [16.0, 16.3, 16.6])
def test_the_logarithm_is_named_that_a_rounded_sigmoid_makes_infinite(weight: float) -> None:
    model = unit(weight)
    assert np.isfinite(model.evaluate(ROWS, TARGETS, verbose=0))
    found = find_rounded(model, ROWS, TARGETS, row_numbers=np.array([7, 8, 9]))
    assert found is not None
    assert (found.key, found.where) == ("not-finite-value", "loss/log_2")
    assert found.evidence["place"].startswith("[8")


@pytest.mark.parametrize(("weight", "loss"), [(10.0, by_hand), (16.3, "binary_crossentropy")])
def test_what_is_far_from_it_is_not_named(weight: float, loss: Any) -> None:
    assert find_rounded(unit(weight, loss), ROWS, TARGETS, row_numbers=np.arange(3)) is None
