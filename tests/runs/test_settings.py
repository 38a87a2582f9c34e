"""Settings that make no sense, whatever the data."""

from __future__ import annotations

from typing import Any

import pytest

from glassnet.errors import SettingError
from glassnet.runs.record import Settings, check_batch_size

GOOD: dict[str, Any] = {
    "layers": (2,),
    "activation": "sigmoid",
    "initializer": "glorot_uniform",
    "optimizer": "sgd",
    "learning_rate": 0.1,
    "loss": None,
    "epochs": 1,
    "batch_size": 1,
}


@pytest.mark.parametrize(
    "good",
    [
        {"epochs": 1},
        {"layers": ()},
        {"learning_rate": 1e-30},
        {"learning_rate": None},
        {"seed": 2**32 - 1},
        {"validation_split": 0.999},
    ],
)
def test_edges_that_are_allowed(good: dict[str, Any]) -> None:
    Settings(**{**GOOD, **good})


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        ({"layers": (8, 0)}, "layers 8,0: a hidden layer of 0 units"),
        ({"epochs": 0}, "epochs 0: expected"),
        ({"epochs": -3}, "epochs -3: expected"),
        ({"epochs": 10**10}, "epochs 10000000000: expected"),
        ({"learning_rate": 0.0}, "learning rate 0.0: expected"),
        ({"learning_rate": -1.0}, "learning rate -1.0: expected"),
        ({"learning_rate": float("nan")}, "learning rate nan: expected"),
        ({"learning_rate": float("inf")}, "learning rate inf: expected"),
        ({"batch_size": 0}, "batch size 0: expected"),
        ({"seed": -1}, "seed -1: expected"),
        ({"seed": 2**32}, "seed 4294967296: expected"),
        ({"validation_split": -0.1}, "validation split -0.1: expected"),
        ({"validation_split": 1.0}, "validation split 1.0: expected"),
        ({"validation_split": float("nan")}, "validation split nan: expected"),
    ],
)
def test_each_is_refused_in_one_line(bad: dict[str, Any], words: str) -> None:
    with pytest.raises(SettingError) as caught:
        Settings(**{**GOOD, **bad})
    assert str(caught.value).startswith(words)
    assert "\n" not in str(caught.value)


def test_a_batch_larger_than_the_data() -> None:
    check_batch_size(4, rows=4)
    with pytest.raises(SettingError, match="batch size 5: there are only 4 rows"):
        check_batch_size(5, rows=4)
