"""A session trains as `gn.fit` does, goes back and on to the same digits, and refuses what cannot
be without losing what is."""

from __future__ import annotations

import functools

import msgspec
import numpy as np
import pytest

import glassnet as gn
from glassnet.errors import SettingError
from glassnet.networks import build
from glassnet.page.frames import decode
from glassnet.page.network.session import Session
from glassnet.page.network.subject import StateError
from glassnet.page.state import (
    BuiltIn,
    Drawn,
    HiddenLayer,
    PageState,
    Table,
    WeightEdit,
)

MOONS = PageState(
    data=BuiltIn("moons", rows=60),
    layers=(HiddenLayer(4, "tanh"), HiddenLayer(3, "relu")),
    learning_rate=0.01,
    batch_size=16,
    seed=3,
)


def numbers(session: Session) -> dict[str, np.ndarray]:
    return decode(session.frame(playing=False))[1]


def weights(session: Session) -> list[np.ndarray]:
    return [np.array(each.value) for each in session.playback.variables.values()]


def test_it_trains_as_fit_does() -> None:
    session = Session(MOONS)
    for _ in range(3):
        session.to_end_of_epoch()
    data = gn.load("moons", rows=60)
    model = build(
        data, layers=(4, 3), activation=("tanh", "relu"), optimizer="adam", learning_rate=0.01,
        initializer="glorot_uniform", seed=3,
    )  # fmt: skip
    np.random.seed(3)
    history = gn.fit(model, data.x, data.y, epochs=3, batch_size=16, verbose=0)
    for mine, theirs in zip(weights(session), model.get_weights(), strict=True):
        np.testing.assert_array_equal(mine, theirs)
    assert len(history.history["loss"]) == 3


def test_going_back_and_on_again_gives_the_same_digits() -> None:
    session = Session(MOONS)
    for _ in range(9):
        session.advance(7)
    there = weights(session)
    session.seek(20)
    assert session.step == session.state.step == 20
    middle = weights(session)
    session.seek(0)
    assert session.step == 0
    session.seek(20)
    for one, other in zip(middle, weights(session), strict=True):
        np.testing.assert_array_equal(one, other)
    session.seek(63)
    for one, other in zip(there, weights(session), strict=True):
        np.testing.assert_array_equal(one, other)


def test_a_state_is_all_that_another_page_needs() -> None:
    session = Session(MOONS)
    session.advance(5)
    session.set_weight("hidden1/kernel", (1, 2), 4.0)
    session.advance(6)
    session.set_weight("output/bias", (0,), -1.0)
    session.advance(2)
    carried = msgspec.json.decode(msgspec.json.encode(session.state), type=PageState)
    other = Session(carried)
    assert other.step == 13
    for one, two in zip(weights(session), weights(other), strict=True):
        np.testing.assert_array_equal(one, two)


def test_another_learning_rate_keeps_what_was_trained() -> None:
    session = Session(MOONS)
    session.advance(8)
    before = weights(session)
    session.change(msgspec.structs.replace(session.state, learning_rate=0.5))
    assert session.step == 8
    for one, other in zip(before, weights(session), strict=True):
        np.testing.assert_array_equal(one, other)
    session.advance(1)
    assert max(np.abs(a - b).max() for a, b in zip(before, weights(session), strict=True)) > 0.1


def test_rates_and_weights_set_on_the_way_are_replayed() -> None:
    session = Session(MOONS)
    session.advance(6)
    session.change(msgspec.structs.replace(session.state, learning_rate=0.2))
    session.advance(5)
    session.set_weight("hidden1/bias", (0,), 3.0)
    session.advance(9)
    session.change(msgspec.structs.replace(session.state, learning_rate=0.001))
    session.advance(4)
    there, carried = weights(session), session.state
    session.seek(3)
    assert (session.state.learning_rate, len(session.state.edits)) == (0.01, 1)
    session.seek(14)
    assert session.state.learning_rate == 0.2
    session.seek(24)
    other = Session(carried)
    for mine, again, elsewhere in zip(there, weights(session), weights(other), strict=True):
        np.testing.assert_array_equal(mine, again)
        np.testing.assert_array_equal(mine, elsewhere)
    session.seek(8)
    session.advance(1)  # another future
    assert session.state.learning_rate == 0.2
    assert [each.step for each in session.state.edits] == [0, 6]


def test_a_rate_that_is_set_after_a_weight_is_replayed_too() -> None:
    session = Session(MOONS)
    session.set_weight("hidden1/bias", (0,), 3.0)
    session.advance(6)
    session.change(msgspec.structs.replace(session.state, learning_rate=0.2))
    session.advance(5)
    for mine, elsewhere in zip(weights(session), weights(Session(session.state)), strict=True):
        np.testing.assert_array_equal(mine, elsewhere)


def test_a_slider_that_is_dragged_is_one_edit() -> None:
    session = Session(MOONS)
    session.advance(2)
    for value in (1.0, 2.0, 3.0):
        session.set_weight("hidden1/bias", (0,), value)
    session.set_weight("hidden1/bias", (1,), 4.0)
    assert [each.value for each in session.state.edits] == [3.0, 4.0]


def test_what_cannot_be_restored_changes_nothing() -> None:
    session = Session(MOONS)
    session.advance(4)
    state = session.state
    bad = WeightEdit(2, "hidden7/bias", (0,), 1.0)
    with pytest.raises(SettingError):
        session.restore(msgspec.structs.replace(state, edits=(bad,)))
    assert session.state == state


def test_another_seed_begins_anew() -> None:
    session = Session(MOONS)
    session.advance(8)
    session.change(msgspec.structs.replace(session.state, seed=4))
    assert session.step == 0


@functools.cache
def refusing() -> Session:
    """One for all that it refuses: nothing of that may change it."""
    session = Session(MOONS)
    session.advance(3)
    return session


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"optimizer": "adm"}, "optimizer", "adam"),
        ({"layers": (HiddenLayer(2, "relux"),)}, "layers", "relu"),
        ({"data": BuiltIn("mons")}, "data", "moons"),
        ({"data": BuiltIn("xor", noise=0.1)}, "data", "noise"),
        ({"batch_size": 61}, "batch_size", "60"),
        ({"loss": "hinges"}, "loss", "hinge"),
        ({"plane": (0, 2)}, "plane", "2"),
        ({"held": (1.0,)}, "held", "2"),
        ({"data": Drawn(((0.0, 0.0), (1.0, 1.0)), (0,))}, "data", "2 points"),
        ({"data": Drawn(((0.0, 0.0), (1.0, 1.0)), (0, 0))}, "data", "two classes"),
        ({"data": Table("t.csv", "a,b\n1,x\n")}, "data", "t"),
        ({"data": BuiltIn("parity:99")}, "data", "16"),
    ],
)
def test_what_cannot_be_is_refused_where_it_stands(changes, field: str, said: str) -> None:
    session = refusing()
    before, state, step = weights(session), session.state, session.step
    with pytest.raises(StateError) as refused:
        session.change(msgspec.structs.replace(state, **changes))
    assert list(refused.value.fields) == [field]
    assert said in refused.value.fields[field]
    assert session.state == state
    for found, expected in zip(weights(session), before, strict=True):
        np.testing.assert_array_equal(found, expected)
    session.advance(1)
    assert session.step == step + 1


@pytest.mark.parametrize(("name", "index"), [("hidden9/kernel", (0, 0)), ("hidden1/kernel", (0,))])
def test_a_weight_that_is_none(name: str, index: tuple[int, ...]) -> None:
    with pytest.raises(SettingError):
        Session(MOONS).set_weight(name, index, 1.0)


def test_pictures_are_the_outputs_of_the_units() -> None:
    session = Session(MOONS)
    session.advance(30)
    found = numbers(session)
    axes = session.axes
    corner = np.array([axes.low[0], axes.high[1]], np.float32)
    first, second, last = session.outputs(corner[None])
    assert found["surface"].shape == (1, 100, 100)
    assert abs(found["surface"][0, 0, 0] - 32767 * (float(last[0, 0]) - 0.5) / 0.5) <= 1
    assert [found[f"layer{each}"].shape[0] for each in range(3)] == [4, 3, 1]
    for unit in range(4):
        assert abs(found["layer0"][unit, 0, 0] - 32767 * first[0, unit]) <= 1
    assert second.shape == (1, 3)


def test_a_film_shows_the_past() -> None:
    session = Session(MOONS)
    for _ in range(12):
        session.advance(5)
    found = numbers(session)
    assert found["film"].shape[1:] == (1, 32, 32)
    assert found["film_steps"][0] == 0
    assert found["film_steps"][-1] == 60
    np.testing.assert_array_equal(found["film"][-1], found["layer2"])
    session.seek(0)
    np.testing.assert_array_equal(found["film"][0], numbers(session)["layer2"])
    assert "film" not in numbers(session)


def test_gradients_are_those_of_the_trace() -> None:
    session = Session(MOONS)
    session.advance(9)
    found = numbers(session)
    trace = gn.trace(session.model, session.dataset.x, session.dataset.y)
    for name in session.playback.variables:
        np.testing.assert_allclose(
            found[f"gradient/{name}"], trace.gradients[name], rtol=1e-4, atol=1e-6
        )


def test_curves_are_losses_of_all_rows() -> None:
    session = Session(MOONS)
    session.advance(4)
    curves = numbers(session)["curves"]
    expected = session.model.evaluate(session.dataset.x, session.dataset.y, verbose=0)
    assert curves[-1, 0] == 4
    assert curves[-1, 1] == pytest.approx(expected[0], rel=1e-5)
    assert curves[-1, 2] == pytest.approx(expected[1], rel=1e-5)


SQUARES = "".join(f"{each},{each % 7},{each * each}.5\n" for each in range(40))
CORNERS = ((0.0, 0.0), (1.0, 1.0), (0.0, 1.0))


@pytest.mark.parametrize(
    "state",
    [
        PageState(data=BuiltIn("blobs"), layers=(HiddenLayer(5, "relu"),)),
        PageState(layers=()),
        PageState(data=Table("t.csv", f"a,b,c\n{SQUARES}")),
        PageState(data=Table("t.csv", f"a,b,c\n{SQUARES}", target="b")),
        PageState(data=Table("t.csv", "a,c\n" + "".join(f"{k},{k * k}.5\n" for k in range(40)))),
        PageState(data=Drawn(CORNERS, (0, 1, 2))),
        PageState(penalty="l2", penalty_rate=0.1),
        PageState(data=BuiltIn("parity:4"), plane=(1, 3)),
    ],
)
def test_other_kinds_of_data(state: PageState) -> None:
    session = Session(state)
    session.advance(3)
    header, found = decode(session.frame(playing=False))
    assert header.loss is not None
    assert np.isfinite(found["curves"]).all()
    assert session.opened().points.features


def test_an_edit_of_a_weight_that_there_is_not_is_refused_at_once() -> None:
    session = Session(PageState())
    edits = (WeightEdit(5, "none/kernel", (0, 0), 1.0),)
    before = session.playback
    with pytest.raises(SettingError, match="none/kernel"):
        session.restore(msgspec.structs.replace(session.state, step=9, edits=edits))
    assert session.playback is before


def test_what_no_page_could_send_back_is_not_kept() -> None:
    session = Session(PageState())
    with pytest.raises(SettingError):
        session.keep(pencil=msgspec.structs.replace(session.state.pencil, wrt="x" * 101))
    assert session.state == PageState(learning_rate=session.state.learning_rate)
