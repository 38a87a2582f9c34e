"""One's own model and rows: what reaches the page's network is exactly what was given."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pandas as pd
import pytest
from guide_texts import guide_text

import glassnet as gn
from glassnet.errors import DataError, SettingError
from glassnet.page import entry
from glassnet.page.layers.model_session import ModelSession
from glassnet.page.network.explain import explain_weight
from glassnet.page.network.session import Session
from glassnet.page.network.subject import StateError
from glassnet.page.requests import WhyWeight
from glassnet.page.state import BuiltIn, Given, Guided, PageState

DRAWS = np.random.default_rng(3)
X = DRAWS.normal(3.0, 5.0, size=(12, 3))  # far from standardised
LABELS = DRAWS.integers(0, 3, 12)
ONE_HOT = np.eye(3)[LABELS]
EXAMPLES = Path(__file__).parents[2] / "examples"
OUTPUTS = {"sigmoid": 1, "softmax": 3, "linear": 1}
# Name -> the output's activation, the loss, y.
CASES: dict[str, tuple[str, Any, Any]] = {
    "two classes": ("sigmoid", "binary_crossentropy", LABELS == 0),
    "class numbers": ("softmax", "sparse_categorical_crossentropy", LABELS),
    "one-hot": ("softmax", "categorical_crossentropy", ONE_HOT),
    "numbers": ("linear", "mse", X[:, 0] - X[:, 1]),
}


def network(activation: str, loss: Any, outputs: int | None = None, **sgd: Any) -> Any:
    keras.utils.set_random_seed(1)
    last = keras.layers.Dense(outputs or OUTPUTS[activation], activation, name="last")
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(4, "tanh"), last])
    model.compile(keras.optimizers.SGD(**{"learning_rate": 0.05, **sgd}), loss)
    return model


def session_of(model: Any, x: Any, y: Any) -> Session:
    return entry.session_maker(model, x, y)(float("inf"))


@pytest.mark.parametrize("name", CASES)
def test_the_page_trains_as_keras_does(name: str) -> None:
    """Oracle: keras.Model.fit of the model that was given, on the rows that were given."""
    activation, loss, y = CASES[name]
    model = network(activation, loss)
    before = model.get_weights()
    session = session_of(model, X, y)
    np.testing.assert_array_equal(session.dataset.x, X.astype(np.float32))
    session.advance(7)
    for mine, own in zip(model.get_weights(), before, strict=True):
        np.testing.assert_array_equal(mine, own)  # the page's network is another one
    model.fit(X, y, epochs=7, batch_size=len(X), shuffle=False, verbose=0)
    for page, own in zip(session.model.get_weights(), model.get_weights(), strict=True):
        np.testing.assert_allclose(page, own, atol=2e-6)
    [expected] = np.atleast_1d(model.evaluate(X, y, verbose=0))
    assert session.playback.evaluate().loss == pytest.approx(expected, abs=1e-5)


def test_a_model_without_an_input_is_built_on_the_rows() -> None:
    model = keras.Sequential([keras.layers.Dense(1, "sigmoid")])
    model.compile("sgd", "binary_crossentropy")
    assert session_of(model, X, LABELS == 0).opened().points.features == ("x1", "x2", "x3")


def test_logits_are_the_same_network() -> None:
    model = network("linear", keras.losses.CategoricalCrossentropy(from_logits=True), 3)
    session = session_of(model, X, ONE_HOT)
    [expected] = np.atleast_1d(model.evaluate(X, ONE_HOT, verbose=0))
    assert session.playback.evaluate().loss == pytest.approx(expected, abs=1e-5)
    np.testing.assert_allclose(session.model(X), keras.ops.softmax(model(X)), atol=1e-5)


def test_a_gradient_is_that_of_the_model_that_was_given() -> None:
    activation, loss, y = CASES["class numbers"]
    model = network(activation, loss)
    session = session_of(model, X, y)
    found = explain_weight(session, WhyWeight("hidden1/kernel", (2, 1)))
    expected = gn.trace(model, X, y).gradients[model.layers[0].name + "/kernel"][2, 1]
    assert found.gradient == pytest.approx(float(expected), abs=1e-6)


def test_a_tables_columns_name_the_features() -> None:
    frame = pd.DataFrame(X, columns=["length", "width", "age"])
    activation, loss, y = CASES["numbers"]
    opened = session_of(network(activation, loss), frame, pd.Series(y)).opened()
    assert opened.points.features == ("length", "width", "age")
    assert opened.choices.given == "x, y"
    assert opened.state.data == Given("x, y")


def test_a_page_goes_to_other_rows_and_back() -> None:
    activation, loss, y = CASES["two classes"]
    session = session_of(network(activation, loss), X, y)
    given = session.state
    moons = {"data": BuiltIn("moons"), "loss": None, "batch_size": None}
    session.change(PageState(**moons))
    assert session.dataset.name == "moons"
    assert session.opened().choices.given == "x, y"
    session.change(PageState(data=given.data))
    np.testing.assert_array_equal(session.dataset.x, X.astype(np.float32))


def test_rows_from_python_are_in_no_link() -> None:
    with pytest.raises(StateError, match=r"given from Python.*gn\.studio"):
        Session(PageState(data=Given("x, y")))


SCHEDULE = keras.optimizers.schedules.ExponentialDecay(0.1, 10, 0.9)
SMOOTH = keras.losses.BinaryCrossentropy(label_smoothing=0.2)
# What a network drawn unit by unit would not train as it is trained.
OTHERS: dict[str, tuple[Callable[[], Any], Any]] = {
    "momentum": (lambda: network("sigmoid", "mse", momentum=0.9), LABELS == 0),
    "a schedule": (lambda: network("sigmoid", "mse", learning_rate=SCHEDULE), LABELS == 0),
    "label smoothing": (lambda: network("sigmoid", SMOOTH), LABELS == 0),
    "probabilities": (lambda: network("sigmoid", "mse"), LABELS / 3),
    "half-hot": (lambda: network("softmax", "mse"), ONE_HOT / 2),
    "two numbers": (lambda: network("linear", "mse", 2), X[:, :2]),
    "ends below 0": (lambda: network("tanh", "hinge", 1), np.sign(X[:, 0])),
}


def test_a_model_of_several_inputs_is_shown_by_its_layers() -> None:
    ends = [keras.Input((width,), name=name) for name, width in (("left", 2), ("right", 3))]
    joined = keras.layers.Concatenate()(ends)
    outputs = [keras.layers.Dense(1, name="one")(joined), keras.layers.Dense(2, name="two")(joined)]
    model = keras.Model(ends, outputs)
    model.compile("sgd", ["mse", "mse"])
    x, y = [np.ones((9, 2)), np.ones((9, 3))], [np.zeros((9, 1)), np.zeros((9, 2))]
    named = {"left": x[0], "right": x[1]}
    for given, wanted in ((x, y), (named, y)):
        session = entry.session_maker(model, given, wanted)(0.0)
        assert isinstance(session, ModelSession)
        assert sum(each.view == "input" for each in session.cards) == 2
        session.advance(1)
        assert session.step == 1


@pytest.mark.parametrize("name", OTHERS)
def test_what_would_train_otherwise_is_shown_by_its_layers(name: str) -> None:
    """Oracle: keras.Model.fit of a model that was made alike."""
    make, y = OTHERS[name]
    given, own = make(), make()
    maker = entry.session_maker(given, X, y)
    session = maker(float("inf"))
    assert isinstance(session, ModelSession)
    assert maker(float("inf")) is session  # there is one model to train
    session.advance(5)
    own.fit(X, y, epochs=5, batch_size=len(X), shuffle=False, verbose=0)
    for mine, other in zip(given.get_weights(), own.get_weights(), strict=True):
        np.testing.assert_allclose(mine, other, atol=2e-6)


@pytest.mark.parametrize(
    ("x", "y", "said"),
    [(X[:, :2], LABELS == 0, "has 2 features.* 3"), (X, LABELS[:5], "12.*5|5.*12")],
    ids=["width", "rows"],
)
def test_what_does_not_fit_is_said_in_one_line(x: Any, y: Any, said: str) -> None:
    with pytest.raises(DataError, match=said) as raised:
        entry.session_maker(network("sigmoid", "mse"), x, y)
    assert "\n" not in str(raised.value)


@pytest.fixture
def saved(tmp_path: Path) -> str:
    """A model that was saved, and beside it its rows."""
    network("softmax", "mse", momentum=0.9).save(tmp_path / "net.keras")
    np.savez(tmp_path / "rows.npz", x=X, y=ONE_HOT)
    return str(tmp_path / "net.keras")


@pytest.mark.parametrize(
    ("what", "given", "kind"),
    [
        ("moons", {"seed": 3}, Session),
        ("xor-hidden", {}, Session),
        ("autoencoder", {}, ModelSession),
        ("examples/flowers.csv", {"target": "species", "ignore": ["height"]}, Session),
        ("net.keras", {"data": "rows.npz"}, ModelSession),
        ("net.keras", {"x": X, "y": ONE_HOT}, ModelSession),
    ],
)
def test_a_name_opens_what_the_shell_opens(
    what: str, given: dict[str, Any], kind: type, saved: str
) -> None:
    folder = Path(saved).parent
    known = {"net.keras": saved, "examples/flowers.csv": str(EXAMPLES / "flowers.csv")}
    if given.get("data") == "rows.npz":
        given = {"data": str(folder / "rows.npz")}
    session = entry.first_opening(known.get(what, what), **given).make(float("inf"))
    assert isinstance(session, kind)
    if isinstance(session, ModelSession):
        session.advance(1)
        assert np.isfinite(session.playback.evaluate().loss)
    elif what == "xor-hidden":
        assert session.state.guide == Guided("xor-hidden")
    elif what == "moons":
        assert session.state.data == BuiltIn("moons", seed=3)
    else:
        assert "height" not in session.dataset.feature_names


def test_a_guide_of_one_s_own_comes_with_its_shelf(tmp_path: Path) -> None:
    (tmp_path / "mine.md").write_text(guide_text('check = "accuracy"\nat_least = 0.9'))
    first = entry.first_opening(tmp_path / "mine.md")
    assert first.shelf is not None
    session = first.make(float("inf"))
    assert session.state.guide == Guided("mine")
    assert first.shelf.find("mine").steps


@pytest.mark.parametrize(
    ("given", "error", "said"),
    [
        (("moons", X, LABELS), SettingError, "own data"),
        (("no-such-data",), DataError, "no-such-data"),
        (("no.keras",), DataError, "no such file"),
        (("no.md",), SettingError, r"no\.md"),
        ((lambda: network("sigmoid", "mse"), X), SettingError, "y is missing"),
    ],
)
def test_what_cannot_be_opened_gets_one_line(
    given: tuple[Any, ...], error: type[Exception], said: str
) -> None:
    what, *rows = given
    with pytest.raises(error, match=said) as raised:
        entry.first_opening(what() if callable(what) else what, *rows)
    assert "\n" not in str(raised.value)


def test_data_go_with_a_saved_model_alone(saved: str) -> None:
    with pytest.raises(SettingError, match=r"data: .*gn\.studio"):
        entry.first_opening(network("sigmoid", "mse"), X, LABELS, data="xor")
    with pytest.raises(SettingError, match="moons has its own data"):
        entry.first_opening("moons", data="xor")
    with pytest.raises(SettingError, match="expected --data"):
        entry.first_opening(saved)


def test_elsewhere_than_in_a_notebook_a_page_is_served(monkeypatch: pytest.MonkeyPatch) -> None:
    served: list[Any] = []
    monkeypatch.setattr(entry, "serve_and_open", lambda *of: served.append(of))
    assert gn.studio(network("sigmoid", "binary_crossentropy"), X, LABELS == 0, port=8000) is None
    [(first, port)] = served
    assert port == 8000
    assert first.make(float("inf")).state.data == Given("x, y")
