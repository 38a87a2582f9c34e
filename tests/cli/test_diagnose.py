"""`glassnet diagnose`: what it says of lessons, runs and saved models, and mistakes."""

from __future__ import annotations

import json
from pathlib import Path

import keras
import pytest
from keras import layers

# Keras says it as well, when it builds the model.
pytestmark = pytest.mark.filterwarnings("ignore:You are using a softmax over axis")


@pytest.fixture
def softmax_of_one(tmp_path: Path) -> Path:
    network = keras.Sequential([keras.Input((2,)), layers.Dense(1, "softmax", name="out")])
    network.compile("adam", "binary_crossentropy")
    network.save(tmp_path / "mine.keras")
    return tmp_path / "mine.keras"


def test_a_saved_model_and_its_mistake(glassnet, softmax_of_one: Path) -> None:
    answer = glassnet("diagnose", str(softmax_of_one), "--data", "moons")
    assert answer.code == 0
    assert "99%  The output is the softmax of one unit" in answer.out
    assert "→ Use sigmoid and binary_crossentropy" in answer.out


def test_in_korean_and_as_json(glassnet, softmax_of_one: Path) -> None:
    line = ("diagnose", str(softmax_of_one), "--data", "moons", "--rows", "50")
    assert "softmax입니다" in glassnet(*line, "--lang", "ko").out
    [first, *_] = json.loads(glassnet(*line, "--json").out)["findings"]
    assert (first["key"], first["likelihood"]) == ("softmax-of-one", 0.99)


def test_a_run_that_has_learned(glassnet) -> None:
    assert glassnet("train", "or", "--epochs", "500", "--name", "or", "--quiet").code == 0
    assert glassnet("diagnose", "or").out == (
        "Nothing was found that keeps this network from learning.\n"
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["xor-hiden"], "Did you mean xor-hidden?"),
        (["missing.keras", "--data", "xor"], "no such file"),
        (["xor-hidden", "--data", "moons"], "--data: a lesson brings its own"),
    ],
)
def test_mistakes_get_one_line(glassnet, arguments: list[str], said: str) -> None:
    answer = glassnet("diagnose", *arguments)
    assert answer.code == 2
    assert said in answer.error
    assert answer.error.count("\n") == 1
    assert answer.out == ""


def test_a_model_without_data_gets_one_line(glassnet, softmax_of_one: Path) -> None:
    answer = glassnet("diagnose", str(softmax_of_one))
    assert (answer.code, answer.error.count("\n")) == (2, 1)
    assert "--data" in answer.error
