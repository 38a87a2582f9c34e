"""The page opens what exists: lessons, runs and saved models, and goes on from there."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest

from glassnet import lessons
from glassnet.errors import GlassnetError
from glassnet.page.layers.model_session import ModelSession
from glassnet.page.named import Named, first_state, opening, replayed
from glassnet.page.network import existing
from glassnet.page.network.opening import opening_state
from glassnet.page.network.session import Session
from glassnet.runs.saved_runs import load_dataset, read_run

DENSE = keras.layers.Dense


def first(what: str, **given: Any) -> Session:
    return Session(first_state(Named(what, **given))[0])


def train(*options: str, within: Path) -> None:
    command = [sys.executable, "-m", "glassnet", "train", *options]
    subprocess.run(command, check=True, cwd=within, stdout=subprocess.DEVNULL)


def network(*layers: Any, inputs: int = 2, loss: Any = "binary_crossentropy") -> Any:
    model = keras.Sequential([keras.Input((inputs,)), *layers])
    model.compile(keras.optimizers.SGD(0.3), loss)
    return model


@pytest.mark.parametrize("name", [name for name in lessons.LESSONS if name.startswith("xor")])
def test_a_lesson_trains_as_its_program_does(name: str) -> None:
    session = first(name)
    session.advance(50)
    expected = lessons.run(name, epochs=51).losses[50]
    assert session.playback.evaluate().loss == pytest.approx(expected, abs=1e-5)


@pytest.mark.parametrize("name", ["lstm", "autoencoder"])
def test_a_lesson_beyond_xor_opens_as_layers(name: str) -> None:
    session = opening(Named(name)).make(0.0)
    assert isinstance(session, ModelSession)
    assert session.cards[-2].name == session.model.layers[-1].name


@pytest.mark.parametrize("options", [[], ["--batch-size", "16"]])
def test_a_run_is_shown_where_it_ended_and_back_to_its_start(
    options: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    given = ["moons", "--epochs", "4", "--name", "here", "--seed", "3", *options]
    train(*given, within=tmp_path)
    session = first("here")
    saved = keras.saving.load_model("runs/here/model.keras")
    for found, expected in zip(session.model.get_weights(), saved.get_weights(), strict=True):
        np.testing.assert_allclose(found, expected, atol=2e-5)
    moments = session.playback.timeline.moments
    assert session.step == moments[-1].step > 0 == moments[0].step
    assert len(moments) > 10


def test_of_a_run_that_held_rows_out_the_weights_are_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    given = ["moons", "--epochs", "2", "--name", "v", "--validation-split", "0.2"]
    train(*given, within=tmp_path)
    session = first("runs/v")
    saved = keras.saving.load_model("runs/v/model.keras")
    assert session.step == 0
    assert session.state.start is not None
    for found, expected in zip(session.model.get_weights(), saved.get_weights(), strict=True):
        np.testing.assert_array_equal(found, expected)


FLOWERS = Path(__file__).parents[2] / "examples" / "flowers.csv"


@pytest.mark.parametrize(
    "data",
    [["moons"], ["moons", "--batch-size", "16"], ["blobs"], [str(FLOWERS), "--target", "species"]],
)
def test_a_replay_goes_through_the_training_of_a_run_that_held_rows_out(
    data: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Oracle: the weights that the run saved, of its training rows alone."""
    monkeypatch.chdir(tmp_path)
    options = ["--epochs", "5", "--name", "v", "--validation-split", "0.25", "--seed", "2"]
    train(*data, *options, within=tmp_path)
    session = replayed(Named("v"))
    assert isinstance(session, Session)
    saved = keras.saving.load_model("runs/v/model.keras")
    for found, expected in zip(session.model.get_weights(), saved.get_weights(), strict=True):
        np.testing.assert_allclose(found, expected, atol=2e-5)
    trained = read_run(Path("runs/v"))
    rows = len(load_dataset(trained).x)
    assert len(session.dataset.x) == rows - round(0.25 * rows)
    per_epoch = -(-len(session.dataset.x) // trained.settings.batch_size)
    assert [session.step, session.playback.epoch] == [5 * per_epoch, 5]
    assert session.playback.timeline.moments[0].step == 0
    session.seek(0)
    assert session.playback.evaluate().loss > session.playback.timeline.moments[-1].loss


def test_a_model_keeps_its_weights_optimizer_and_loss(tmp_path: Path) -> None:
    layers = keras.layers
    model = network(
        layers.Dense(3), layers.Activation("relu"), layers.Dense(1, activation="sigmoid")
    )
    model.save(tmp_path / "m.keras")
    session = first(str(tmp_path / "m.keras"))
    np.testing.assert_array_equal(session.model.get_weights()[0], model.get_weights()[0])
    assert (session.state.optimizer, session.state.learning_rate) == ("sgd", 0.3)
    assert session.state.layers[0].activation == "relu"
    kept = session.model.get_weights()
    session.advance(3)
    session.seek(0)
    np.testing.assert_array_equal(session.model.get_weights()[0], kept[0])


def test_a_model_of_logits_is_drawn_with_its_probabilities() -> None:
    model = network(keras.layers.Dense(1), loss=keras.losses.BinaryCrossentropy(from_logits=True))
    state = existing.state_of_model(model, "m", opening_state("xor"))
    found = np.asarray(Session(state).model(np.ones((1, 2))))
    expected = np.asarray(keras.activations.sigmoid(model(np.ones((1, 2)))))
    np.testing.assert_allclose(found, expected, atol=1e-6)


def test_a_model_that_is_not_compiled_is_trained_as_the_data_are_by_default() -> None:
    model = keras.Sequential([keras.Input((2,)), DENSE(1, activation="sigmoid")])
    state = existing.state_of_model(model, "m", opening_state("xor"))
    assert state.optimizer == opening_state("xor").optimizer


def test_another_network_begins_with_new_weights() -> None:
    session = first("xor-hidden")
    state = session.state
    session.change(existing.replace(state, optimizer="adam"))
    assert session.state.start == state.start
    session.change(existing.replace(session.state, seed=5))
    assert session.state.start is None


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: network(keras.layers.Dropout(0.5), DENSE(1, activation="sigmoid")), "Dropout"),
        (lambda: network(DENSE(1, use_bias=False)), "Dense"),
        (lambda: network(DENSE(40), DENSE(1, activation="sigmoid")), "32 units"),
        (lambda: network(DENSE(1), inputs=3), "3 inputs"),
        (lambda: network(DENSE(2, activation="softmax")), "2 outputs"),
        (lambda: network(DENSE(1, activation="tanh")), "ends otherwise"),
        (lambda: network(DENSE(1), loss="mean_squared_error"), "ends otherwise"),
        (lambda: network(DENSE(1, activation="sigmoid", kernel_regularizer="l2")), "Dense"),
        (lambda: keras.Sequential(), "Sequential"),
    ],
)
def test_what_cannot_be_drawn_is_said(make: Any, said: str) -> None:
    with pytest.raises(GlassnetError, match=said) as error:
        existing.state_of_model(make(), "m.keras", opening_state("xor"))
    assert "\n" not in str(error.value)


def test_branches_cannot_be_drawn() -> None:
    given = keras.Input((2,))
    hidden = keras.layers.Dense(2, activation="tanh")
    out = keras.layers.Dense(1, activation="sigmoid")(hidden(hidden(given)))
    model = keras.Model(given, out)
    model.compile("sgd", "binary_crossentropy")
    with pytest.raises(GlassnetError, match="one after the other"):
        existing.state_of_model(model, "m", opening_state("xor"))


def test_weights_that_do_not_fit_are_refused() -> None:
    state = first("xor-hidden").state
    with pytest.raises(GlassnetError, match="xor-hidden"):
        Session(existing.replace(state, layers=(*state.layers, *state.layers)))


def test_bad_commands_are_one_line(tmp_path: Path) -> None:
    with pytest.raises(GlassnetError, match="--data"):
        first("moons", data="xor")
    with pytest.raises(GlassnetError, match=r"none\.keras"):
        first(str(tmp_path / "none.keras"))
