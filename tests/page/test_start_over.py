"""A page goes back to its start: rewound, a start made by hand holds; begun again, nothing does.
Sessions of both kinds do alike."""

from __future__ import annotations

from typing import Any

import keras
import msgspec
import numpy as np
import pytest

from glassnet.diagnosis import diagnose
from glassnet.errors import SettingError
from glassnet.page import requests
from glassnet.page.answers import Opened
from glassnet.page.causes import Causes
from glassnet.page.frames import decode
from glassnet.page.guide.shelf import Shelf
from glassnet.page.handlers import HANDLERS, Tools
from glassnet.page.layers.model_session import ModelSession
from glassnet.page.network.session import Session
from glassnet.page.sessions import AnySession
from glassnet.page.state import BuiltIn, HiddenLayer, PageState, RateEdit

STATE = PageState(
    data=BuiltIn("moons", rows=60),
    layers=(HiddenLayer(4, "tanh"),),
    learning_rate=0.05,
    batch_size=16,
    seed=3,
)


def network_session() -> Session:
    return Session(STATE)


def model_session() -> ModelSession:
    """The same network, given as a model."""
    session = Session(STATE)
    model = keras.models.clone_model(session.model)
    model.set_weights(session.model.get_weights())
    model.compile(keras.optimizers.Adam(0.05), "binary_crossentropy")
    return ModelSession(model, *session.data, batch_size=16, seed=3)


@pytest.fixture(params=[network_session, model_session], ids=["network", "model"])
def session(request: pytest.FixtureRequest) -> AnySession:
    return request.param()


def ask(session: AnySession, request: Any) -> Any:
    """As a page asks, with what is on the way gone at once."""
    sent = msgspec.json.decode(msgspec.json.encode(request), type=requests.AnyRequest)
    tools = Tools(Causes(session), Shelf())
    answer = HANDLERS[type(session)][type(sent)](session, tools, sent)
    while session.sought is not None:
        if session.seek(session.sought):
            session.sought = None
    return answer


def weights(session: AnySession) -> list[np.ndarray]:
    return [np.array(each) for each in session.model.get_weights()]


def assert_equal(some: list[np.ndarray], others: list[np.ndarray]) -> None:
    for one, other in zip(some, others, strict=True):
        np.testing.assert_array_equal(one, other)


def name_of(session: AnySession) -> str:
    return next(iter(session.playback.variables))


def test_started_over_it_has_the_weights_that_it_came_with(session: AnySession) -> None:
    """Oracle: a session that nobody has touched, at the start and after an epoch."""
    untouched = network_session() if isinstance(session, Session) else model_session()
    first = weights(untouched)
    ask(session, requests.SetWeight(name_of(session), (0, 0), 7.0))
    ask(session, requests.Step(5))
    ask(session, requests.SetWeight(name_of(session), (1, 1), -7.0))
    ask(session, requests.Step(5))
    ask(session, requests.StartOver())
    assert (session.step, session.playback.edits) == (0, ())
    assert_equal(weights(session), first)
    curve = decode(session.frame(playing=False))[1]["curves"]
    assert curve[:, 0].tolist() == [0.0]
    for each in (session, untouched):
        ask(each, requests.Seek(9))  # on which nothing is set by hand any more
    assert_equal(weights(session), weights(untouched))
    ask(session, requests.Rewind())
    assert_equal(weights(session), first)


def test_rewound_a_start_made_by_hand_holds(session: AnySession) -> None:
    """So that it can be played again; the way from it is the same one."""
    ask(session, requests.SetWeight(name_of(session), (0, 0), 7.0))
    made = weights(session)
    assert made[0][0, 0] == 7.0
    ask(session, requests.Step(6))
    there = weights(session)
    ask(session, requests.Rewind())
    assert_equal(weights(session), made)
    ask(session, requests.Step(6))
    assert_equal(weights(session), there)


def test_started_over_at_step_0(session: AnySession) -> None:
    first = weights(session)
    ask(session, requests.SetWeight(name_of(session), (0, 0), 7.0))
    ask(session, requests.StartOver())
    assert_equal(weights(session), first)
    found = session.playback.evaluate().loss
    assert session.playback.timeline.curve[0, 1] == pytest.approx(found)


def test_another_future_is_told_of(session: AnySession) -> None:
    """TensorBoard's runs are told apart by it."""
    ask(session, requests.Step(3))
    before, playback = session.playback.branch, session.playback
    ask(session, requests.StartOver())
    assert session.playback.branch > before or session.playback is not playback


def test_a_network_is_told_that_its_edits_and_its_rate_are_those_of_the_start() -> None:
    session = network_session()
    ask(session, requests.Step(4))
    ask(session, requests.Change(msgspec.structs.replace(session.state, learning_rate=0.5)))
    answer = ask(session, requests.StartOver())
    assert isinstance(answer, Opened)
    assert (answer.state.learning_rate, answer.state.edits, answer.state.step) == (0.05, (), 0)
    assert float(session.model.optimizer.learning_rate) == pytest.approx(0.05)


def test_a_link_with_a_start_made_by_hand_starts_over_without_it() -> None:
    first = weights(network_session())
    made = network_session()
    made.set_weight("hidden1/kernel", (0, 0), 7.0)
    session = Session(
        msgspec.structs.replace(made.state, edits=(*made.state.edits, RateEdit(0, 0.2)))
    )
    assert weights(session)[0][0, 0] == 7.0
    session.start_over()
    assert_equal(weights(session), first)


def broken() -> ModelSession:
    """Too large a rate, which has a remedy."""
    keras.utils.set_random_seed(0)
    model = keras.Sequential(
        [keras.Input((2,)), keras.layers.Dense(4, "tanh"), keras.layers.Dense(1, "sigmoid")]
    )
    model.compile(keras.optimizers.SGD(1e5), "binary_crossentropy")
    return ModelSession(model, *network_session().data)


def test_a_remedy_leaves_the_given_model_as_it_came() -> None:
    session = broken()
    given, first = session.model, weights(session)
    session.set_weight(name_of(session), (0, 0), 7.0)
    [finding, *_] = diagnose(given, *session.data, seconds=30)  # the machine may be busy
    session.mend(finding)
    assert session.model is not given
    assert_equal([np.array(each) for each in given.get_weights()], first)


def test_a_remedy_that_cannot_be_applied_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    session = broken()
    [finding, *_] = diagnose(session.model, *session.data, seconds=30)  # the machine may be busy
    session.set_weight(name_of(session), (0, 0), 7.0)
    session.advance(3)
    before, step = weights(session), session.step

    def fail(*_: Any) -> None:
        raise SettingError("no")

    monkeypatch.setattr(type(finding), "apply", fail)
    with pytest.raises(SettingError):
        session.mend(finding)
    assert session.step == step
    assert_equal(weights(session), before)
    session.seek(0)
    assert weights(session)[0][0, 0] == 7.0
