"""The four programs, against what they printed under TensorFlow."""

import functools
import html
import inspect
import subprocess
import sys
from typing import Any

import numpy as np
import pytest
from note_golden import FINAL, FINAL_LOSS, INITIAL, LINES, initial

from glassnet import lessons
from glassnet.errors import SettingError

run = functools.cache(lessons.run)  # a result is never changed, so tests may share it


def weights(model: Any) -> list[np.ndarray]:
    return [np.asarray(variable.value) for variable in model.weights]  # get_weights() warns


@pytest.mark.parametrize("fused", [True, pytest.param(False, marks=pytest.mark.long)])
@pytest.mark.parametrize("name", LINES)
def test_prints_what_the_note_prints(name: str, fused: bool) -> None:
    assert "\n".join(run(name, fused=fused).lines) == LINES[name]


@pytest.mark.parametrize("name", INITIAL)
def test_starts_from_tensorflows_weights(name: str) -> None:
    model = lessons.find(name).program.build()
    for weight, expected in zip(weights(model), initial(name), strict=True):
        np.testing.assert_allclose(weight, expected, rtol=3e-7, atol=0)


# TensorFlow's rounding differs from XLA's at every step: 4e-6 was seen after 50,000 of them.
@pytest.mark.parametrize("name", FINAL)
def test_ends_at_tensorflows_weights(name: str) -> None:
    model = run(name, fused=True).model
    for weight, expected in zip(weights(model), FINAL[name], strict=True):
        np.testing.assert_allclose(weight, expected, rtol=5e-5, atol=0)


@pytest.mark.parametrize("name", FINAL_LOSS)
def test_ends_at_tensorflows_loss(name: str) -> None:
    losses = run(name, fused=True).losses
    np.testing.assert_allclose(losses[-1], FINAL_LOSS[name], rtol=2e-5)


def test_xor_keras_learns_and_prints_probabilities_and_labels() -> None:
    result = run("xor-keras")
    assert result.predictions.ravel().tolist() == [0, 1, 1, 0]
    assert result.accuracy == result.history.history["binary_accuracy"][-1] == 1
    assert len(result.losses) == 5000
    assert result.losses[-1] < 0.01
    printed = "\n".join(result.lines)
    assert printed.startswith("Predicted probability:\n [[")
    assert printed.endswith("Predicted label:\n [[0]\n [1]\n [1]\n [0]]")


def test_xor_keras_is_its_seeds_alone() -> None:
    first, again, other = (lessons.run("xor-keras", seed=s, epochs=5).losses for s in (1, 1, 2))
    assert first == again
    assert first != other


def test_epochs_and_seed_are_the_readers_to_choose() -> None:
    short = lessons.run("xor-hidden", epochs=1)
    assert short.lines[:2] == ["Iter: 0, Loss: 1.0163", "Testset Accuracy: 0.5000"]
    other = lessons.find("xor-hidden").program.build(seed=3)
    np.testing.assert_array_equal(weights(other)[0], lessons.TensorFlowRandom(3).normal([2, 2]))


def test_cross_entropy_is_the_notes_formula_and_finite_where_a_prediction_is_certain() -> None:
    from glassnet.lessons.xor_hidden import cross_entropy

    y_true = np.array([[0], [1], [1], [0], [1]], dtype=np.float32)
    y_pred = np.array([[0.25], [0.9], [0], [1], [1]], dtype=np.float32)
    p, y = y_pred.astype(np.float64), y_true.astype(np.float64)
    expected = -(y * np.log(p + 1e-7) + (1 - y) * np.log(1 - p + 1e-7)).ravel()
    # Near p = 1, 1 + 1e-7 has float32's spacing: an absolute error of 1.2e-7.
    np.testing.assert_allclose(cross_entropy(y_true, y_pred), expected, rtol=1e-6, atol=1.2e-7)


@pytest.mark.parametrize("name", lessons.LESSONS)
def test_source_is_the_program_and_can_be_read_in_one_go(name: str) -> None:
    lesson = lessons.find(name)
    assert lesson.source == inspect.getsource(inspect.getmodule(lesson.program.build))
    assert len(lesson.source.splitlines()) <= 80


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"name": "xor-hiden"}, "lesson 'xor-hiden': no such lesson. Did you mean xor-hidden?"),
        (
            {"name": "adder"},
            "Known: xor-units, xor-hidden, xor-deep, xor-keras, rnn, lstm, ",
        ),
        ({"name": "xor-deep", "seed": -1}, "seed -1: expected a whole number from 0 to 4294967295"),
        ({"name": "xor-deep", "seed": 2**32}, "seed 4294967296: expected"),
        ({"name": "xor-deep", "epochs": 0}, "epochs 0: expected a whole number, 1 or more"),
        ({"name": "xor-deep", "epochs": 1.5}, "epochs 1.5: expected a whole number, 1 or more"),
        ({"name": "xor-deep", "seed": 1.5}, "seed 1.5: expected a whole number from 0"),
        ({"name": None}, "lesson 'None': no such lesson"),
    ],
)
def test_mistakes_are_named(arguments: dict, message: str) -> None:
    with pytest.raises(SettingError) as caught:
        lessons.run(**arguments)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_notebook_shows_what_the_shell_prints() -> None:
    result = lessons.run("xor-hidden", epochs=3)
    text = html.unescape(result._repr_html_())
    assert text == "<pre>" + "\n".join(result.lines) + "</pre>"


def test_the_table_of_lessons_is_had_without_loading_keras() -> None:
    code = "import sys, glassnet.lessons; print({'keras', 'jax'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
