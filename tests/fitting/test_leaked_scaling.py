"""Data that were standardised before they were split."""

from __future__ import annotations

import keras
import numpy as np
import pytest
from keras import layers

import glassnet as gn
from glassnet.errors import DiagnosisWarning
from glassnet.fitting.leaked_scaling import leaked_scaling


def standard(x: np.ndarray, by: np.ndarray, ddof: int = 0) -> np.ndarray:
    return ((x - by.mean(axis=0)) / by.std(axis=0, ddof=ddof)).astype(np.float32)


@pytest.mark.parametrize("ddof", [0, 1])  # of scikit-learn, of pandas
def test_scaling_by_all_rows_is_told_from_scaling_by_the_training_rows(ddof: int) -> None:
    rows = np.random.default_rng(0).normal([5, -3, 100], [2, 0.1, 30], (120, 3))
    training, validation = rows[:90], rows[90:]
    both = standard(rows, rows, ddof)
    assert leaked_scaling(both[:90], both[90:]) is not None
    fair = standard(training, training, ddof), standard(validation, training, ddof)
    assert leaked_scaling(*fair) is None
    assert leaked_scaling(rows[:90], rows[90:]) is None
    assert leaked_scaling(both[:90], both[:0]) is None
    assert leaked_scaling(both[:90], both[90:, :2]) is None
    assert leaked_scaling(np.zeros((30, 2)), np.zeros((30, 2))) is None


def test_a_watched_training_says_so() -> None:
    rows = np.random.default_rng(1).normal([5, -3], [2, 0.1], (120, 2))
    x = standard(rows, rows)
    y = (x[:, :1] > 0).astype(np.float32)
    keras.utils.set_random_seed(0)
    model = keras.Sequential([keras.Input((2,)), layers.Dense(1, "sigmoid")])
    model.compile(keras.optimizers.Adam(0.1), "binary_crossentropy")
    with pytest.warns(DiagnosisWarning, match="Leaked scaling"):
        history = gn.fit(model, x, y, epochs=40, validation_split=0.25, verbose=0, diagnose=True)
    [found] = history.findings
    assert (found.key, found.evidence["training"], found.evidence["validation"]) == (
        "leaked-scaling",
        90,
        30,
    )
    assert found.evidence["mean"] == pytest.approx(np.abs(x[:90].mean(axis=0)).max(), rel=1e-4)
