"""run.json and history.csv."""

from __future__ import annotations

import csv
import json

import keras
import numpy as np

from glassnet.backend import versions
from glassnet.runs.record import history_csv, to_json


def test_json_is_strict() -> None:
    value = {"a": float("nan"), "b": (1, float("inf")), "c": np.float32(0.5), "d": np.arange(2)}
    assert json.loads(to_json(value)) == {"a": None, "b": [1, None], "c": 0.5, "d": [0, 1]}
    assert to_json(True) == "true"


def test_history_gives_every_float32_back() -> None:
    losses = np.random.default_rng(0).lognormal(0, 20, 500).astype(np.float32)
    text = history_csv({"loss": losses.tolist(), "val_loss": losses[::-1].tolist()})
    rows = list(csv.DictReader(text.splitlines()))
    assert [int(row["epoch"]) for row in rows] == list(range(500))
    np.testing.assert_array_equal(np.float32([row["loss"] for row in rows]), losses)
    np.testing.assert_array_equal(np.float32([row["val_loss"] for row in rows]), losses[::-1])


def test_versions_are_those_that_run() -> None:
    assert versions()["keras"] == keras.__version__
    assert versions()["numpy"] == np.__version__
