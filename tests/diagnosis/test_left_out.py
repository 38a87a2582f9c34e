"""What a loss or a model leaves out is no cause: ignored classes, numbers behind a mask."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest
from network_parts import blobs, compiled, dense

import glassnet as gn
from glassnet.diagnosis.examination import Examination


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
    of = Examination(model, x, y)
    assert of.base_rate == pytest.approx(-np.sum(share * np.log(share)), rel=1e-5)
    assert of.has_learned


@pytest.mark.parametrize(("others", "key"), [(3, "class-beyond-units"), (2, "labels-constant")])
def test_the_other_classes_are_looked_at(others: int, key: str) -> None:
    model, x, y = ignoring(-1)
    assert gn.diagnose(model, x, np.where(y < 0, y, others))[0].key == key
