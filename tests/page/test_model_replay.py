"""What a replay page holds of a model that is shown by its layers: the numbers of `gn.trace`."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import keras
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from keras import layers
from test_replay import BUILT, Read, read

import glassnet as gn
from glassnet.cli.replay import usual_epochs
from glassnet.errors import SettingError
from glassnet.fitting import fit
from glassnet.lessons import LESSONS
from glassnet.page.layers.layer_numbers import thinned
from glassnet.page.layers.model_session import ModelSession
from glassnet.page.named import Named, replayed
from glassnet.page.recorded import replay_page as pages
from glassnet.page.recorded.model_questions import (
    MOST_TERMS,
    ModelQuestions,
    scattered,
    spread_places,
)
from glassnet.page.recorded.replay_page import ReplayOptions, replay_page
from glassnet.tracing import Trace

ROWS = (0, 11)


@pytest.fixture(autouse=True, scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A page that stands for the built one."""
    page = tmp_path_factory.mktemp("page") / "embedded.html"
    page.write_text(BUILT)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pages, "PAGE", page)
        yield


@pytest.fixture(scope="module")
def session() -> ModelSession:
    """Pictures, a filter of which is larger than what is explained of one array at first."""
    keras.utils.clear_session(free_memory=False)
    keras.utils.set_random_seed(0)
    stack = [layers.Conv2D(3, 3, activation="relu"), layers.Flatten(), layers.Dense(2, "softmax")]
    model = keras.Sequential([keras.Input((5, 5, 1)), *stack])
    model.compile("adam", "sparse_categorical_crossentropy")
    random = np.random.default_rng(1)
    x = random.normal(size=(12, 5, 5, 1)).astype("float32")
    session = ModelSession(model, x, random.integers(0, 2, 12), batch_size=6)
    session.seek(20)
    return session


@pytest.fixture(scope="module")
def page(session: ModelSession) -> Read:
    return read(replay_page(session, ReplayOptions(3, 2)).text)


def traces(session: ModelSession, page: Read) -> Iterator[tuple[int, Trace]]:
    """Each moment with the trace of the weights at its step."""
    for moment, step in enumerate(page.head.steps):
        session.seek(step)
        yield moment, gn.trace(session.model, *session.data)


def asked(page: Read, kind: str) -> list[list[str]]:
    return [key.split(" ") for key in page.head.answers if key.startswith(f"{kind} ")]


def test_every_explained_number_is_that_of_the_trace(session: ModelSession, page: Read) -> None:
    assert page.head.rows == ROWS
    assert len(page.head.steps) == 3
    for moment, trace in traces(session, page):
        for _, name, at in asked(page, "why-number"):
            index = tuple(map(int, at.split(","))) if at else ()
            told = page.answer(f"why-number {name} {at}", moment)
            assert told["value"] == trace.values[name][index]
            assert told["gradient"] == trace.gradients[name][index]
            assert told["step"] == page.head.steps[moment]
            for each in told["terms"]:
                place = tuple(map(int, each["index"]))
                assert each["value"] == trace.values[each["name"]][place]
            for each in told["uses"]:
                place = tuple(map(int, each["index"]))
                assert each["value"] == trace.gradients[each["name"]][place]
            assert len(told["uses"]) <= MOST_TERMS
            if told["use_count"] == len(told["uses"]) > 0:
                products = [each["value"] * each["derivative"] for each in told["uses"]]
                assert sum(products) == pytest.approx(told["gradient"], rel=1e-4, abs=1e-7)


def test_a_weight_has_its_update(session: ModelSession, page: Read) -> None:
    for moment, step in enumerate(page.head.steps[:-1]):
        session.seek(step)
        told = page.answer("why-number dense/kernel 4,1", moment)
        session.advance(1)
        after = np.asarray(session.model.get_layer("dense").kernel)[4, 1]
        assert told["update"][-1]["value"] == pytest.approx(after, rel=1e-5)
        session.seek(20)


def test_a_card_has_the_numbers_of_its_layer(session: ModelSession, page: Read) -> None:
    for moment, trace in traces(session, page):
        card = page.answer("card conv2d", moment)["floats"]
        kernel = np.array(card["variable/0"]["values"], np.float32)
        np.testing.assert_array_equal(kernel, trace.values["conv2d/kernel"].reshape(-1))
        for row in ROWS:
            shown = page.answer(f"card conv2d {row}", moment)["floats"]
            expected = trace.values["conv2d/relu"][row]
            assert [*map(int, shown["part/0"]["shape"])] == list(expected.shape)
            found = np.array(shown["part/0"]["values"], np.float32)
            np.testing.assert_array_equal(found, expected.reshape(-1))
        frame = page.answer("frame", moment)
        assert len(frame["floats"]["spread"]["values"]) == len(session.cards) * 2 * 27
        x, y = session.data
        assert frame["loss"] == pytest.approx(session.model.evaluate(x, y, verbose=0), rel=1e-5)


def test_a_card_unfolds(session: ModelSession, page: Read) -> None:
    [*names] = [each["part"]["node"] for each in page.answer("unfold dense", 0)["operations"]]
    assert "dense/matmul" in names
    for moment, trace in traces(session, page):
        node = page.answer("node dense/matmul 11", moment)["floats"]["node"]["values"]
        np.testing.assert_array_equal(np.float32(node), trace.values["dense/matmul"][11])


def test_what_does_not_fit_is_left_out(session: ModelSession, page: Read) -> None:
    whole = replay_page(session, ReplayOptions(3, 2))
    assert whole.less == "nothing"
    found = replay_page(session, ReplayOptions(3, 2, most_bytes=int(0.6 * len(whole.text))))
    assert len(found.text) <= 0.6 * len(whole.text)
    assert found.less == "numbers"
    kept = read(found.text)
    assert set(kept.head.answers) < set(page.head.answers)
    assert not asked(kept, "unfold")
    assert session.step == 20  # as it was


@given(st.integers(1, 300))
def test_first_numbers_are_spread(count: int) -> None:
    order = scattered(count).tolist()
    assert sorted(order) == [*range(count)]
    for most in (2**each for each in range(count.bit_length())):
        first = sorted(order[:most])
        gaps = [after - before for before, after in itertools.pairwise([*first, count])]
        assert max(gaps) <= 4 * count / most


@given(st.lists(st.integers(1, 40), max_size=3), st.integers(1, 500))
def test_the_places_are_those_that_are_shown(shape: list[int], most: int) -> None:
    whole = np.arange(np.prod(shape, dtype=int), dtype=np.float32).reshape(shape)
    found = [whole[place] for place in spread_places(shape, most)]
    assert sorted(found) == thinned(whole, most).reshape(-1).tolist()


def test_a_recurrent_layer_s_first_numbers_are_whole_steps() -> None:
    session = replayed(Named("rnn"))
    questions = ModelQuestions(session)
    assert isinstance(session, ModelSession)
    places = questions._places([0], 1)
    steps = [name for name in places if name.startswith("hidden[")]
    assert steps == ["hidden[0]/simple_rnn_cell/tanh", "hidden[4]/simple_rnn_cell/tanh"]
    assert [len(places[each]) for each in steps] == [8, 8]


@pytest.mark.parametrize("name", ["rnn", "lstm", "autoencoder", "sparse-autoencoder"])
def test_a_lesson_is_trained_as_its_program_does(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    lesson, found = LESSONS[name], dict[str, Any]()
    monkeypatch.setattr(gn, "fit", lambda *data, **options: found.update(options))
    lesson.program.train(lesson.build())
    assert (lesson.batch_size, lesson.epochs) == (found["batch_size"], found["epochs"])
    session = replayed(Named(name))
    assert usual_epochs(name, session) == found["epochs"]
    assert isinstance(session, ModelSession)
    assert session.batch_size == found["batch_size"]


# A recording --------------------------------------------------------------------------------------


def recorded(*more: Any) -> tuple[gn.Recording, Any]:
    keras.utils.clear_session(free_memory=False)
    keras.utils.set_random_seed(0)
    stack = [keras.Input((4, 2)), *more, layers.SimpleRNN(3, name="seen"), layers.Dense(1)]
    model = keras.Sequential(stack)
    model.compile("adam", "mse")
    random = np.random.default_rng(0)
    x, y = random.normal(size=(8, 4, 2)).astype("float32"), random.normal(size=(8, 1))
    recording = gn.Recording("images", every=2)
    fit(model, x, y, batch_size=4, shuffle=False, epochs=4, verbose=0, callbacks=[recording])
    return recording, model


def test_a_recording_has_the_gradients_of_its_weights() -> None:
    recording, model = recorded()
    before = model.get_weights()
    page = read(str(recording.to_html(moments=3, rows=1)))
    assert all(map(np.array_equal, model.get_weights(), before))
    name = "seen/simple_rnn_cell/recurrent_kernel"
    kept = recording[f"{name}/image"]
    assert set(page.head.steps) < set(kept.steps.tolist())
    for moment, step in enumerate(page.head.steps):
        place = kept.steps.tolist().index(step)
        told = page.answer(f"why-number {name} 1,2", moment)
        assert told["value"] == kept.values[place][1, 2]
        assert told["update"] == []
    x, y = recording._fitting.x, recording._fitting.y  # type: ignore[union-attr]
    trace = gn.trace(model, x, y)
    assert told["gradient"] == pytest.approx(float(trace.gradients[name][1, 2]), rel=1e-5)


def test_weights_that_are_not_recorded_are_named() -> None:
    recording, _ = recorded(layers.BatchNormalization(name="middle"))
    with pytest.raises(SettingError, match="middle has some that are not trained"):
        recording.to_html()
