"""`glassnet units` of what training found."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import keras
import numpy as np
import pytest

from glassnet import lessons


@pytest.fixture(scope="module")
def trained(run_in_folder) -> Path:
    """Three runs: a gate, a shape, and three classes from a file."""
    table = Path(__file__).resolve().parent.parent.parent / "examples" / "flowers.csv"
    folder = run_in_folder("train", "xor", "--layers", "2", "--seed", "3", "--quiet")
    for line in (
        ["moons", "--layers", "3", "--epochs", "5", "--validation-split", "0.2"],
        [str(table), "--target", "species", "--epochs", "2"],
    ):
        more = run_in_folder("train", *line, "--quiet")
        shutil.copytree(more / "runs", folder / "runs", dirs_exist_ok=True)
    return folder


@pytest.fixture
def here(glassnet, trained: Path, tmp_path: Path):
    shutil.copytree(trained / "runs", tmp_path / "runs")
    return glassnet


def test_a_run_is_its_models_weights(here, tmp_path: Path) -> None:
    answer = here("units", "runs/xor", "--json", "--save", "xor.toml", "--plot", "xor.png")
    data = json.loads(answer.out)
    model = keras.saving.load_model(tmp_path / "runs/xor/model.keras")
    for layer, dense in zip(data["layers"], model.layers, strict=True):
        kernel, bias = dense.get_weights()
        assert np.array_equal(np.array(layer["kernel"], "float32"), kernel)
        assert np.array_equal(np.array(layer["bias"], "float32"), bias)
    assert [row["correct"] for row in data["rows"]] == [True] * 4
    outputs = [row["outputs"][-1] for row in data["rows"]]
    assert outputs == pytest.approx(np.asarray(model(np.array([row["x"] for row in data["rows"]]))))
    assert (tmp_path / "xor.png").read_bytes().startswith(b"\x89PNG")
    again = here("units", "xor.toml", "--json")
    assert json.loads(again.out) == data


def test_the_screen_says_whose_weights_these_are(here) -> None:
    answer = here("units", "runs/xor")
    assert answer.out.startswith("Weights that training found: runs/xor\n")
    assert "all 4 rows are correct." in answer.out
    assert "학습으로 찾은 가중치" in here("units", "runs/xor", "--lang", "ko").out


def test_of_other_data_the_first_rows_are_shown(here, tmp_path: Path) -> None:
    answer = here("units", "moons", "--plot", "m.png")
    assert "The first 8 of 160 rows of moons" in answer.out
    assert answer.out.count("\n  target = ") == 8
    model = keras.saving.load_model(tmp_path / "runs/moons/model.keras")
    rows = json.loads(here("units", "moons", "--json").out)["rows"]
    x = np.array([row["x"] for row in rows], "float32")
    assert np.asarray(model(x)).ravel() == pytest.approx([row["outputs"][-1][0] for row in rows])


def test_a_lesson_is_trained_first(here) -> None:
    data = json.loads(here("units", "xor-units", "--json").out)
    probabilities = lessons.run("xor-units").probabilities
    assert [row["outputs"][-1] for row in data["rows"]] == pytest.approx(probabilities)


def test_a_model_is_shown_with_and_without_data(here) -> None:
    model = "runs/xor/model.keras"
    alone = json.loads(here("units", model, "--json").out)
    assert [row["correct"] for row in alone["rows"]] == [None] * 4
    assert "XOR = 1: correct" in here("units", model, "--data", "xor").out
    assert "OR = 1: wrong" in here("units", model, "--data", "or").out


@pytest.mark.parametrize("command", ["units", "trace", "diagnose"])
def test_a_column_of_the_file_is_left_out(here, tmp_path: Path, command: str) -> None:
    """Without --ignore each names 4 as an id, from which nothing can be learned."""
    rows = [f"r{row},{row & 1},{row >> 1 & 1},{(row ^ row >> 1) & 1}" for row in range(40)]
    (tmp_path / "rows.csv").write_text("\n".join(["id,a,b,y", *rows]))
    line = (command, "runs/xor/model.keras", "--data", "rows.csv", "--target", "y")
    assert "leave it out (--ignore id)" in here(*line).error
    assert here(*line, "--ignore", "id").code == 0


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("runs/flowers", "runs/flowers: no chain of units: it contains softmax; expected"),
        ("runs/xor --data xor", "--data: runs/xor has its own data"),
        ("runs/xor --activation step", "cannot be combined"),
        ("xor-units --target y", "--target: xor-units has its own data"),
        ("--search xor --target y", "--search and --target cannot be combined"),
        ("xor --unit w=1,1,b=0 --ignore a", "--ignore: goes with a model saved by Keras"),
        ("runs/xro", "Did you mean runs/xor?"),
        ("xor --data xor", "--data: goes with a model saved by Keras"),
        ("runs/xor/model.keras --data parity:3", "has 2 inputs; parity:3 has 3 columns"),
        ("missing.keras", "missing.keras"),
        ("xor-unit", "Did you mean xor-units?"),
        ("autoencoder", "its network has 144 inputs; expected 10 or fewer"),
        ("runs/xor --save xor.json", "ends in .toml"),
    ],
)
def test_mistakes_are_one_line(here, line: str, said: str) -> None:
    answer = here("units", *line.split())
    assert (answer.code, answer.out) == (2, "")
    assert said in answer.error
    assert answer.error.count("\n") == 1


def test_units_by_hand_can_be_saved_too(glassnet, tmp_path: Path) -> None:
    first = glassnet("units", "xor", "--save", "hand.toml", "--json")
    assert "weights = [5, 5], bias = -8" in (tmp_path / "hand.toml").read_text()
    assert json.loads(glassnet("units", "hand.toml", "--json").out) == json.loads(first.out)
