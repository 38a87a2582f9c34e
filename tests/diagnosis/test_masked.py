"""What a loss or a model leaves out is no cause: ignored classes, numbers behind a mask."""

from __future__ import annotations

import warnings
from typing import Any

import keras
import numpy as np
import pytest
from keras import layers, ops
from network_parts import blobs, compiled, dense

import glassnet as gn
from glassnet.diagnosis.context import Context
from glassnet.errors import DiagnosisWarning


def ignoring(ignored: int) -> tuple[Any, Any, Any]:
    """Three classes, of which every seventh row has none."""
    keras.utils.set_random_seed(0)
    x, y = blobs()
    y = y.astype("int32")
    y[::7] = ignored
    loss = keras.losses.SparseCategoricalCrossentropy(ignore_class=ignored)
    return compiled(dense(2, 8, 3, output="softmax"), loss), x, y


@pytest.mark.parametrize("ignored", [-1, 255])
def test_an_ignored_class_is_none(ignored: int) -> None:
    model, x, y = ignoring(ignored)
    assert not gn.diagnose(model, x, y)
    gn.fit(model, x, y, epochs=60, verbose=0)
    assert not gn.diagnose(model, x, y)
    share = np.bincount(y[y != ignored]) / np.sum(y != ignored)
    context = Context(model, x, y)
    assert context.base_rate == pytest.approx(-np.sum(share * np.log(share)), rel=1e-5)
    assert context.has_learned


@pytest.mark.parametrize(("others", "key"), [(3, "class-beyond-units"), (2, "labels-constant")])
def test_the_other_classes_are_looked_at(others: int, key: str) -> None:
    model, x, y = ignoring(-1)
    assert gn.diagnose(model, x, np.where(y < 0, y, others))[0].key == key


def holed(rows: int = 200) -> tuple[Any, Any]:
    """x with NaN in every ninth row, and the sum of the columns."""
    x = np.random.default_rng(0).normal(size=(rows, 4)).astype("float32")
    y = x.sum(axis=1)
    x[::9, 2] = np.nan
    return x, y


def filled() -> Any:
    """0 in the place of NaN."""
    fill = layers.Lambda(lambda v: ops.where(ops.isnan(v), 0.0 * ops.ones_like(v), v))
    return compiled([keras.Input((4,)), fill, *dense(4, 8, 1, output=None)[1:]], "mse")


def of_known(y: Any, p: Any) -> Any:
    """The mean squared error of the targets that are there."""
    known = ops.logical_not(ops.isnan(y))
    away = ops.where(known, p - ops.where(known, y, 0.0), 0.0)
    return ops.sum(ops.square(away)) / ops.sum(ops.cast(known, "float32"))


def test_numbers_behind_a_mask_are_no_cause() -> None:
    keras.utils.set_random_seed(0)
    x, y = holed()
    model = filled()
    assert not gn.diagnose(model, x, y)
    with warnings.catch_warnings():
        warnings.simplefilter("error", DiagnosisWarning)
        gn.fit(model, x, y, epochs=2, verbose=0, diagnose=True)
    without_some = np.where(np.isnan(x[:, 2]), np.nan, y).astype("float32")
    model = compiled(dense(4, 8, 1, output=None), of_known)
    assert not gn.diagnose(model, np.nan_to_num(x), without_some)


def test_nor_are_they_in_rows_that_are_not_traced() -> None:
    keras.utils.set_random_seed(0)
    x, y = holed(3000)
    traced = np.linspace(0, 2999, 1024).astype(int)
    x[traced] = np.nan_to_num(x[traced])
    assert np.isnan(x).any()
    assert not gn.diagnose(filled(), x, y)
    found = gn.diagnose(compiled(dense(4, 8, 1, output=None), "mse"), x, y)[0]
    assert found.key == "not-finite-data"
    assert np.isnan(x[found.evidence["row"], 2])


def test_of_what_where_leaves_out_no_row_is_named() -> None:
    x = np.random.default_rng(0).uniform(-2, 2, (100, 1)).astype("float32")
    x[17] = 0
    choose = layers.Lambda(lambda v: ops.where(v >= 0, ops.log(v), 0.0 * v), name="safe")
    model = compiled([keras.Input((1,)), choose, layers.Dense(1)], "mse")
    found = gn.diagnose(model, x, x)[0]
    assert found.where == "safe/log"
    said = {name: found.evidence[name] for name in ("row", "value", "count", "inputs")}
    assert said == {"row": 17, "value": "−∞", "count": 1, "inputs": "x = 0"}


@pytest.mark.parametrize("hole", [0.0, np.nan])
def test_a_root_that_where_leaves_out_is_what_breaks_the_gradient(hole: float) -> None:
    keras.utils.set_random_seed(0)
    x, y = holed()
    x = np.nan_to_num(x, nan=hole)
    choose = layers.Lambda(lambda v: ops.where(v > 0, ops.sqrt(v), v), name="two")
    parts = [*filled().layers[:1], layers.Dense(4, name="first"), choose, layers.Dense(1)]
    found = gn.diagnose(compiled([keras.Input((4,)), *parts], "mse"), x, y)[0]
    assert (found.key, found.evidence["operation"]) == ("not-finite-gradient", "sqrt")
    assert found.evidence["input"].startswith("−")
    assert found.product.endswith("= 0 / (2 · NaN)")
