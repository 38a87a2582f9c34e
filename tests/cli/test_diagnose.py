"""`glassnet diagnose`: what it says of lessons, runs and saved models, and mistakes."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import keras
import pytest
from keras import layers

from glassnet.cli.diagnose import checks_shown
from glassnet.diagnosis import Finding, Findings, diagnose

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
    assert "99%  Softmax of one unit: the output is always 1" in answer.out
    assert "→ Use sigmoid and binary_crossentropy" in answer.out


def test_in_korean_and_as_json(glassnet, softmax_of_one: Path) -> None:
    line = ("diagnose", str(softmax_of_one), "--data", "moons", "--rows", "50")
    assert "유닛 하나의 softmax: " in glassnet(*line, "--lang", "ko").out
    [first, *_] = json.loads(glassnet(*line, "--json").out)["findings"]
    assert (first["key"], first["likelihood"]) == ("softmax-of-one", 0.99)


def test_remedies_are_tried(glassnet, softmax_of_one: Path) -> None:
    line = ("diagnose", str(softmax_of_one), "--data", "moons", "--try")
    first, *others = glassnet(*line).out.splitlines()
    assert first.startswith("99%  Softmax of one unit")
    assert any(each.startswith("       tried: loss after 200 steps ") for each in others)
    assert '         + keras.layers.Dense(1, activation="sigmoid", name="out")' in others
    [found, *_] = json.loads(glassnet(*line, "--json").out)["findings"]
    assert (found["tried"]["helps"], found["tried"]["compared"]) == (True, "loss")
    assert found["tried"]["after"] < found["tried"]["before"]


def test_a_run_that_has_learned(glassnet) -> None:
    assert glassnet("train", "or", "--epochs", "500", "--name", "or", "--quiet").code == 0
    assert glassnet("diagnose", "or").out == NOTHING


NOTHING = "Nothing was found that keeps this network from learning.\n"
UNTRAINED = "xor-hidden, untrained: these are its initial weights; --trained trains it first.\n"


NO_FINDINGS = {"findings": [], "not_checked": []}


def test_a_lesson_is_said_to_be_untrained(glassnet) -> None:
    assert glassnet("diagnose", "xor-hidden").out == UNTRAINED + NOTHING
    korean = glassnet("diagnose", "xor-hidden", "--lang", "ko").out
    assert korean.startswith("xor-hidden: 아직 학습하지 않은 초기 가중치입니다.")
    answer = glassnet("diagnose", "xor-hidden", "--json")
    assert (json.loads(answer.out), answer.error) == (NO_FINDINGS, UNTRAINED)


def test_trained_trains_the_lesson_first(glassnet, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []

    def diagnosed(model: Any, x: Any, y: Any, **how: Any) -> Findings:
        seen.append(((model.predict(x, verbose=0) > 0.5) == (y > 0.5)).all())
        return diagnose(model, x, y, **how)

    monkeypatch.setattr("glassnet.diagnosis.diagnose", diagnosed)
    assert glassnet("diagnose", "xor-hidden", "--trained").out.startswith("xor-hidden, trained.\n")
    assert seen == [True]
    answer = glassnet("diagnose", "mine.keras", "--trained")
    assert (answer.code, answer.out) == (2, "")
    assert "--trained: trains a lesson" in answer.error


def test_what_there_was_no_time_for_is_said(glassnet) -> None:
    command = ("diagnose", "xor-hidden", "--seconds", "0.001")
    assert {"rate", "gradients"} <= set(json.loads(glassnet(*command, "--json").out)["not_checked"])
    assert "Not checked within 0.001 s: " in glassnet(*command).out


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_shows_what_is_looked_at_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setattr("sys.stderr", terminal := Terminal())
    with checks_shown() as progress:
        progress("gradients", [Finding("dead-relu", 0.9, "hidden")])
    assert "Checking gradients … found: dead-relu" in terminal.getvalue()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["xor-hiden"], "Did you mean xor-hidden?"),
        (["missing.keras", "--data", "xor"], "no such file"),
        (["folder.keras", "--data", "xor"], "folder.keras: expected a model file"),
        (
            ["xor-hiden", "--lang", "ko"],
            "그런 레슨, 학습 결과, MODEL.keras가 없습니다. 혹시 xor-hidden",
        ),
        (["xor-hidden", "--data", "moons"], "--data: does not apply to xor-hidden, a lesson"),
    ],
)
def test_mistakes_get_one_line(glassnet, arguments: list[str], said: str, tmp_path: Path) -> None:
    (tmp_path / "folder.keras").mkdir()
    answer = glassnet("diagnose", *arguments)
    assert answer.code == 2
    assert said in answer.error
    assert answer.error.count("\n") == 1
    assert answer.out == ""


class Doubled(layers.Layer):
    """Of which a file that Keras has saved holds the name alone."""

    def call(self, x: Any) -> Any:
        return 2 * x


def own_loss(y: Any, p: Any) -> Any:
    return keras.ops.mean(keras.ops.square(y - p))


def write_not_compiled(path: Path) -> None:
    keras.Sequential([keras.Input((2,)), layers.Dense(1, "sigmoid")]).save(path)


def write_compiled(path: Path, *first: Any, loss: Any = "mse", columns: int = 2) -> None:
    model = keras.Sequential([keras.Input((columns,)), *first, layers.Dense(1, "sigmoid")])
    model.compile("adam", loss)
    model.save(path)


def write_half(path: Path) -> None:
    write_compiled(path)
    path.write_bytes(path.read_bytes()[:500])


FILES = {
    "saved without a loss and an optimizer": write_not_compiled,
    "not a .keras file (a zip archive), or an incomplete one": write_half,
    "it uses the class Doubled": lambda path: write_compiled(path, Doubled()),
    "it uses the function own_loss": lambda path: write_compiled(path, loss=own_loss),
    "it uses a Lambda layer": lambda path: write_compiled(path, layers.Lambda(lambda x: 2 * x)),
    "given x [200, 2], y [200, 1]; the model takes x [rows, 3] and gives [rows, 1].\n": (
        lambda path: write_compiled(path, columns=3)
    ),
}


@pytest.mark.parametrize("said", FILES)
def test_a_file_that_will_not_do_gets_one_line(glassnet, said: str, tmp_path: Path) -> None:
    FILES[said](tmp_path / "mine.keras")
    answer = glassnet("diagnose", "mine.keras", "--data", "moons")
    assert (answer.code, answer.out, answer.error.count("\n")) == (2, "", 1)
    assert said in answer.error


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("mine.weights.h5", "expected a whole model"),
        ("mine.h5", "not a .keras file"),
        ("mine.txt", "not a .keras file"),
        ("begun", "there is no run.json in it"),
    ],
)
def test_what_is_there_and_is_no_model(glassnet, name: str, said: str, tmp_path: Path) -> None:
    for other in ("mine.weights.h5", "mine.h5", "mine.txt"):
        (tmp_path / other).write_text("weights")
    (tmp_path / "runs" / "begun").mkdir(parents=True)
    answer = glassnet("diagnose", name)
    assert (answer.code, answer.out, answer.error.count("\n")) == (2, "", 1)
    assert said in answer.error


def test_a_model_without_data_gets_one_line(glassnet, softmax_of_one: Path) -> None:
    answer = glassnet("diagnose", str(softmax_of_one))
    assert (answer.code, answer.error.count("\n")) == (2, 1)
    assert "--data" in answer.error
