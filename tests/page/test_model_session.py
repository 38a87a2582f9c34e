"""A page's session with a model of any layers: cards, numbers of one row, why."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import keras
import msgspec
import numpy as np
import pytest
from keras import layers

import glassnet as gn
from glassnet.errors import DataError, SettingError
from glassnet.page import requests
from glassnet.page.answers import Diagnosed
from glassnet.page.causes import Causes
from glassnet.page.frames import decode
from glassnet.page.guide.shelf import Shelf
from glassnet.page.handlers import HANDLERS, Tools
from glassnet.page.layers.layer_answers import ModelOpened, NumberExplained, OperationsListed
from glassnet.page.layers.layer_numbers import plane, thinned
from glassnet.page.layers.model_session import Looking, ModelSession
from glassnet.page.named import Named, opening

RANDOM = np.random.default_rng(0)
NPY = io.BytesIO()  # one array alone, as np.save writes it
np.save(NPY, np.zeros(3))


def pictures() -> ModelSession:
    keras.utils.clear_session(free_memory=False)
    keras.utils.set_random_seed(0)
    model = keras.Sequential(
        [
            keras.Input((6, 6, 1)),
            layers.Conv2D(4, 3, activation="relu"),
            layers.MaxPooling2D(),
            layers.Flatten(),
            layers.Dropout(0.2),
            layers.Dense(3, activation="softmax"),
        ]
    )
    model.compile("adam", "sparse_categorical_crossentropy")
    random = np.random.default_rng(1)
    x = random.normal(size=(80, 6, 6, 1)).astype("float32")
    return ModelSession(model, x, random.integers(0, 3, 80))


@pytest.fixture(scope="module")
def session() -> ModelSession:
    return pictures()


def arrays(session: ModelSession) -> dict[str, Any]:
    return decode(session.frame(playing=False))[1]


def test_a_model_is_shown_as_its_layers(session: ModelSession) -> None:
    found = [(each.name, each.kind, each.view, each.inputs) for each in session.cards]
    assert found == [
        ("x", "input", "input", ()),
        ("conv2d", "Conv2D", "convolution", ("x",)),
        ("max_pooling2d", "MaxPooling2D", "maps", ("conv2d",)),
        ("flatten", "Flatten", "units", ("max_pooling2d",)),
        ("dropout", "Dropout", "units", ("flatten",)),
        ("dense", "Dense", "units", ("dropout",)),
        ("loss", "loss", "loss", ("dense",)),
    ]
    counts = {each.name: each.parameters for each in session.cards}
    for layer in session.model.layers:
        assert counts.get(layer.name, 0) == layer.count_params()


def test_a_layer_s_numbers_are_those_of_the_trace(session: ModelSession) -> None:
    session.look(Looking("conv2d", 5))
    found, trace = arrays(session), gn.trace(session.model, *(each[:64] for each in session.data))
    assert np.array_equal(found["part/0"], trace.values["conv2d/relu"][5])
    assert np.array_equal(found["gradient/part/0"], trace.gradients["conv2d/relu"][5])
    assert np.array_equal(found["variable/0"], trace.values["conv2d/kernel"])
    assert np.array_equal(found["gradient/variable/0"], trace.gradients["conv2d/kernel"])
    whole = trace.values["conv2d/relu"].astype(np.float64)
    assert found["spread"][1, 0, 0] == pytest.approx(np.sqrt(np.mean(whole**2)), rel=1e-5)
    assert found["spread"][1, 0, 3:].sum() == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize("rows", [9, 64, 200])
def test_the_loss_card_and_the_score_are_of_the_same_rows(rows: int) -> None:
    """Oracle: keras.Model.evaluate of the first 64 rows."""
    keras.utils.clear_session(free_memory=False)
    hidden = layers.Dense(5, "tanh"), layers.LayerNormalization()
    model = keras.Sequential([keras.Input((3,)), *hidden, layers.Dense(3, "softmax")])
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    x, y = RANDOM.normal(size=(rows, 3)).astype("float32"), RANDOM.integers(0, 3, rows)
    session = ModelSession(model, x, y)
    session.advance(3)
    session.look(Looking("loss", 0))
    header, found = decode(session.frame(playing=False))
    loss, accuracy = model.evaluate(x[:64], y[:64], verbose=0)
    assert header.loss == pytest.approx(loss, rel=1e-5)
    assert float(found["part/0"]) == pytest.approx(loss, rel=1e-5)
    assert header.score == pytest.approx(accuracy)
    opened = session.opened()
    assert opened.rows == opened.scored_rows == min(rows, 64)


def test_training_goes_on_as_fit_does() -> None:
    session, other = pictures(), pictures()
    session.look(Looking("dense", 1, "dense/matmul"))
    for _ in range(3):
        session.advance(2)
        session.frame(playing=True)
    np.random.seed(0)
    gn.fit(other.model, *other.data, batch_size=32, epochs=2)
    for ours, theirs in zip(session.model.get_weights(), other.model.get_weights(), strict=True):
        assert np.allclose(ours, theirs, atol=1e-6)
    before = session.model.get_weights()
    session.seek(0)
    session.seek(6)
    assert all(map(np.array_equal, session.model.get_weights(), before))


def test_requests_are_answered_by_the_model(session: ModelSession) -> None:
    tools = Tools(Causes(session), Shelf())

    def ask(request: Any) -> Any:
        sent = msgspec.json.decode(msgspec.json.encode(request), type=requests.AnyRequest)
        return HANDLERS[ModelSession][type(sent)](session, tools, sent)

    found = ask(requests.WhyNumber("conv2d/kernel", (0, 1, 0, 2)))
    assert isinstance(found, NumberExplained)
    trace = gn.trace(session.model, *(each[:64] for each in session.data))
    assert found.gradient == float(trace.gradients["conv2d/kernel"][0, 1, 0, 2])
    assert found.difference == pytest.approx(found.gradient, rel=1e-2, abs=1e-6)
    assert found.card == "conv2d"
    assert "adam" in session.opened().optimizer.lower()
    assert found.update[-1].value != 0
    unfolded = ask(requests.Unfold("dense"))
    assert isinstance(unfolded, OperationsListed)
    assert unfolded.operations[0].formula.startswith("dropout")
    assert ask(requests.Look("dense", 3, "dense/matmul")) is None
    assert arrays(session)["node"].shape == (3,)
    assert isinstance(ask(requests.Diagnose(1.0)), Diagnosed)


@pytest.mark.parametrize("looking", [Looking("nowhere"), Looking("dense", 64)])
def test_what_is_not_there_cannot_be_looked_at(session: ModelSession, looking: Looking) -> None:
    with pytest.raises(SettingError):
        session.look(looking)


def test_all_messages_can_be_sent(session: ModelSession) -> None:
    sent = msgspec.json.decode(msgspec.json.encode(session.opened()), type=ModelOpened)
    assert sent == session.opened()
    assert (sent.classes, sent.score, sent.rows, sent.all_rows) == (3, "accuracy", 64, 80)


def recurrent(layer: Any, *, sequences: bool = False) -> ModelSession:
    keras.utils.clear_session(free_memory=False)
    model = keras.Sequential([keras.Input((5, 2)), layer, layers.Dense(1)])
    model.compile("adam", "mse")
    y = RANDOM.normal(size=(9, 5, 1) if sequences else (9, 1))
    return ModelSession(model, RANDOM.normal(size=(9, 5, 2)).astype("float32"), y)


@pytest.mark.parametrize(
    ("layer", "labels"),
    [
        (layers.LSTM, ["output", "cell", "forget_gate", "input_gate", "candidate", "output_gate"]),
        (layers.GRU, ["output", "update_gate", "reset_gate", "candidate"]),
        (layers.SimpleRNN, ["output"]),
    ],
)
def test_recurrent_layers_are_unrolled_with_their_gates(layer: Any, labels: list[str]) -> None:
    session = recurrent(layer(3))
    card = session.cards[1]
    assert (card.view, [each.label for each in card.parts][: len(labels)]) == ("recurrent", labels)
    session.look(Looking(card.name, 2))
    found = arrays(session)
    assert found["part/0"].shape == (5, 3)
    assert found["back"].shape == (len(card.parts), 5)
    if layer is layers.SimpleRNN:
        reader = keras.Model(session.model.inputs, session.model.layers[0].output)
        assert np.allclose(
            found["part/0"][-1], reader.predict(session.data[0], verbose=0)[2], atol=1e-5
        )


def test_attention_is_a_matrix_over_tokens() -> None:
    keras.utils.clear_session(free_memory=False)
    tokens = keras.Input((5,), dtype="int32")
    words = layers.Embedding(7, 4)(tokens)
    seen = layers.MultiHeadAttention(2, 3)(words, words)
    model = keras.Model(tokens, layers.Dense(1)(layers.GlobalAveragePooling1D()(seen)))
    model.compile("adam", "mse")
    session = ModelSession(model, RANDOM.integers(0, 7, (9, 5)), RANDOM.normal(size=(9, 1)))
    cards = {each.view: each for each in session.cards}
    session.look(Looking(cards["attention"].name, 1))
    found = arrays(session)["part/1"]
    assert found.shape == (2, 5, 5)
    assert np.allclose(found.sum(-1), 1, atol=1e-5)
    session.look(Looking(cards["embedding"].name, 1))
    found = arrays(session)
    assert found["tokens"].shape == (7, 2)
    assert np.array_equal(found["used"], session.data[0][1])


def test_an_autoencoder_reconstructs() -> None:
    keras.utils.clear_session(free_memory=False)
    model = keras.Sequential([keras.Input((8,)), layers.Dense(3, "sigmoid"), layers.Dense(8)])
    model.compile("adam", "mse")
    x = np.eye(8, dtype="float32")
    assert ModelSession(model, x, x).opened().reconstructs


class Own(keras.Model):
    """A model whose `call` is a function of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.first, self.second = layers.Dense(4, name="first"), layers.Dense(1, name="second")

    def call(self, x: Any) -> Any:
        hidden = keras.ops.tanh(self.first(x))
        return self.second(hidden + keras.ops.sin(hidden))


def test_a_model_of_one_s_own_is_shown_by_what_it_computes() -> None:
    model = Own()
    model.compile("adam", "mse")
    x = RANDOM.normal(size=(6, 2)).astype("float32")
    session = ModelSession(model, x, x[:, :1])
    names = [each.name for each in session.cards]
    assert (names[0], names[-2:]) == ("x", ["second", "loss"])
    assert {"first", "tanh", "sin"} <= {each.name.rpartition("/")[2] for each in session.cards}


@pytest.mark.parametrize("shape", [(7,), (40, 50), (3, 200, 9), (100, 1, 100)])
def test_thinned_arrays_say_what_they_left_out(shape: tuple[int, ...]) -> None:
    """Every nth number along an axis, n = ⌈size / size shown⌉, as the page works it out."""
    whole = np.arange(np.prod(shape), dtype=np.float32).reshape(shape)
    found = thinned(whole, 60)
    assert found.size <= 60
    steps = [-(-size // shown) for size, shown in zip(shape, found.shape, strict=True)]
    assert np.array_equal(found, whole[tuple(slice(None, None, step) for step in steps)])


def test_a_saved_model_opens_with_its_arrays(session: ModelSession, tmp_path: Path) -> None:
    session.model.save(tmp_path / "net.keras")
    np.savez(tmp_path / "rows.npz", x=session.data[0], y=session.data[1])
    make = opening(Named(str(tmp_path / "net.keras"), str(tmp_path / "rows.npz"))).make
    opened = make(0.0)
    assert isinstance(opened, ModelSession)
    assert [each.name for each in opened.cards] == [each.name for each in session.cards]
    assert make(0.0) is not opened  # another page has a model of its own


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (b"no zip", "cannot be read"),
        (NPY.getvalue(), r"rows\.npz has -; expected the arrays x and y"),
        ({"x": [1.0]}, r"rows\.npz has x; expected the arrays x and y.* writes them\.$"),
        ({"x": [1.0], "y": [1.0, 2.0]}, "as many rows in each array.*x 1, y 2"),
        ({"x": [None], "y": [1.0]}, "cannot be read"),
    ],
)
def test_bad_arrays_get_one_line(
    session: ModelSession, tmp_path: Path, given: Any, said: str
) -> None:
    session.model.save(tmp_path / "net.keras")
    path = tmp_path / "rows.npz"
    if isinstance(given, bytes):
        path.write_bytes(given)
    else:
        np.savez(path, **{name: np.array(each) for name, each in given.items()})
    with pytest.raises(DataError, match=said) as error:
        opening(Named(str(tmp_path / "net.keras"), str(path)))
    assert "\n" not in str(error.value)


def test_only_a_saved_model_takes_arrays() -> None:
    with pytest.raises(SettingError, match="xor"):
        opening(Named("xor", "rows.npz"))


@pytest.mark.parametrize("shape", [(20, 3), (6, 50)])
def test_rows_lie_in_their_first_two_principal_components(shape: tuple[int, int]) -> None:
    """Few numbers a row, and more numbers than rows; the oracle is NumPy's SVD."""
    points = RANDOM.normal(size=shape)
    left, sizes, _ = np.linalg.svd(points - points.mean(axis=0), full_matrices=False)
    found, expected = plane(points), left[:, :2] * sizes[:2]
    signs = np.sign((found * expected).sum(axis=0))
    assert np.allclose(found, expected * signs, atol=1e-4)
