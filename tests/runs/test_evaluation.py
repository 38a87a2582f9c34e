"""Figures of a network, against scikit-learn's."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from sklearn import metrics

from glassnet.data import Dataset, Preparation, load
from glassnet.data.preparation import NumberColumn
from glassnet.runs.evaluation import evaluate, predicted_classes


def real(y: np.ndarray, preparation: Preparation | None = None) -> Dataset:
    return replace(
        load("moons", rows=len(y)),
        y=y.astype(np.float32)[:, None],
        task="regression",
        class_names=(),
        preparation=preparation,
    )


def test_classes_agree_with_scikit_learn() -> None:
    data = load("blobs", rows=100)
    outputs = np.random.default_rng(0).random((100, 3)).astype(np.float32)
    found = evaluate(outputs, data)
    predicted = outputs.argmax(axis=1)
    assert found.confusion is not None
    np.testing.assert_array_equal(found.confusion, metrics.confusion_matrix(data.y, predicted))
    assert found.accuracy == metrics.accuracy_score(data.y, predicted)


def test_two_classes_agree_with_scikit_learn() -> None:
    data = load("moons", rows=100)
    outputs = np.random.default_rng(0).random((100, 1)).astype(np.float32)
    found = evaluate(outputs, data)
    expected = metrics.confusion_matrix(data.y[:, 0], outputs[:, 0] > 0.5)
    np.testing.assert_array_equal(found.confusion, expected)


def test_a_half_is_the_first_class_as_in_keras() -> None:
    outputs = np.array([[0.5], [np.nextafter(np.float32(0.5), 1)]], np.float32)
    assert predicted_classes(outputs, load("moons")).tolist() == [0, 1]


def test_a_class_that_no_row_has_keeps_its_place() -> None:
    data = replace(load("blobs", rows=3), y=np.array([0, 0, 2], np.int32))
    found = evaluate(np.eye(3, dtype=np.float32)[[0, 1, 2]], data)
    assert found.figures()["confusion"] == [[1, 1, 0], [0, 0, 0], [0, 0, 1]]


def test_real_targets_are_measured_in_their_own_unit() -> None:
    rng = np.random.default_rng(1)
    y, outputs = rng.normal(size=50), rng.normal(size=(50, 1))
    preparation = Preparation((), NumberColumn("price", mean=100.0, scale=20.0))
    found = evaluate(outputs, real(y, preparation))
    true, predicted = y.astype(np.float32).astype(float) * 20 + 100, outputs[:, 0] * 20 + 100
    assert found.mean_absolute_error == pytest.approx(
        metrics.mean_absolute_error(true, predicted), rel=1e-9
    )
    assert found.r2 == pytest.approx(metrics.r2_score(true, predicted), rel=1e-6)


def test_a_target_that_does_not_vary_has_no_r2() -> None:
    found = evaluate(np.ones((5, 1)), real(np.ones(5)))
    assert found.r2 is not None
    assert np.isnan(found.r2)
