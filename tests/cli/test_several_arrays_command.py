"""The shell with a model of several inputs: its rows are the arrays of a `.npz` file, by name."""

from __future__ import annotations

import json

import keras
import numpy as np
import pytest

DRAWS = np.random.default_rng(1)
X = {"left": DRAWS.normal(size=(40, 2)), "right": DRAWS.normal(size=(40, 3))}
Y = DRAWS.normal(size=(40, 1))


@pytest.fixture
def model(glassnet) -> keras.Model:
    """Saved where the shell is, with its rows."""
    ends = [keras.Input((width,), name=name) for name, width in (("left", 2), ("right", 3))]
    model = keras.Model(ends, keras.layers.Dense(1, name="out")(keras.layers.Concatenate()(ends)))
    model.compile("sgd", "mse")
    model.save("net.keras")
    np.savez("rows.npz", **X, y=Y)
    return model


def test_trace_and_diagnose_read_it(glassnet, model: keras.Model) -> None:
    found = glassnet("trace", "net.keras", "--data", "rows.npz", "--rows", "8", "--json")
    assert found.code == 0
    rows = {name: each[:8] for name, each in X.items()}
    expected = model.evaluate(rows, Y[:8], verbose=0)
    assert json.loads(found.out)["value"] == pytest.approx(expected, rel=1e-5)
    assert glassnet("diagnose", "net.keras", "--data", "rows.npz").code == 0


def test_a_missing_array_is_named(glassnet, model: keras.Model) -> None:
    np.savez("rows.npz", left=X["left"], y=Y)
    for command in ("studio", "trace", "diagnose"):
        found = glassnet(command, "net.keras", "--data", "rows.npz")
        assert found.code == 2
        assert "rows.npz has left, y" in found.error
        assert "left, right (inputs) and y (targets)" in found.error
        assert found.error.count("\n") == 1
