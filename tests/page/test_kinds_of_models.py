"""The page's room for models of all kinds: each layer has its card, each number its reasons."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import keras
import numpy as np
import pytest
from keras import layers
from kinds_of_models import CASES, ROWS, Own, classes, floats, stack
from sampling import some_long

import glassnet as gn
from glassnet.errors import SettingError
from glassnet.page import requests
from glassnet.page.causes import Causes
from glassnet.page.frames import decode
from glassnet.page.guide.shelf import Shelf
from glassnet.page.handlers import HANDLERS, Tools
from glassnet.page.layers.explain_number import explain_number, unfold
from glassnet.page.layers.layer_answers import LayerCard
from glassnet.page.layers.model_session import Looking, ModelSession
from glassnet.page.requests import Unfold, WhyNumber

# Of a layer that is called twice, and where `call` is Python, Keras knows no single output.
OF_NO_SHAPE = {"shared layer", "own call", "own loss alone"}
LONG = 60.0  # seconds, of which none is needed but on a busy machine
# These show nothing that others do not show as well, and take long.
SLOW = {"states", "masked", "residual", "pictures", "sequence", "frozen", "own cell", "nested"}


@cache
def opened(name: str) -> ModelSession:
    keras.utils.clear_session(free_memory=False)
    keras.utils.set_random_seed(0)
    return ModelSession(*CASES[name]())


def card_of(session: ModelSession, name: str) -> LayerCard:
    return next(each for each in session.cards if each.name == name)


def looked_at(session: ModelSession, card: str, row: int = 2) -> dict[str, Any]:
    session.look(Looking(card, row))
    return decode(session.frame(playing=False))[1]


def layers_of(model: Any) -> Iterator[Any]:
    for layer in model.layers:
        if isinstance(layer, keras.Model):
            yield from layers_of(layer)
        elif not isinstance(layer, layers.InputLayer):
            yield layer


@pytest.mark.parametrize("name", some_long(CASES, SLOW))
def test_each_layer_has_a_card(name: str) -> None:
    """Oracle: Keras' layers, their classes, shapes and numbers of weights."""
    session = opened(name)
    found = sorted((each.kind, each.parameters) for each in session.cards)
    for layer in layers_of(session.model):
        assert (type(layer).__name__, layer.count_params()) in found
        of_steps = isinstance(layer, layers.RNN | layers.Bidirectional)
        if name in OF_NO_SHAPE or of_steps:  # of these each step is shown
            continue
        kind = type(layer).__name__
        shapes = [each.parts[0].shape for each in session.cards if each.kind == kind]
        assert tuple(layer.output.shape[1:]) in shapes
    assert session.cards[-1].name == "loss"
    known = [each.name for each in session.cards]
    assert len(set(known)) == len(known)
    assert all(given in known for each in session.cards for given in each.inputs)
    whole = sum(each.parameters for each in session.cards)
    assert whole == session.model.count_params()


@pytest.mark.parametrize("name", some_long(CASES, SLOW))
def test_numbers_are_those_of_the_trace(name: str) -> None:
    session = opened(name)
    trace = gn.trace(session.model, *session.data)
    for card in session.cards:
        found = looked_at(session, card.name)
        for place, part in enumerate(card.parts):
            if "{}" in part.node:
                steps = [trace.values[part.node.format(step)][2] for step in range(part.shape[0])]
                assert np.array_equal(found[f"part/{place}"], np.stack(steps))
            elif part.row_axis == 0:
                assert np.array_equal(found[f"part/{place}"], trace.values[part.node][2])
        for place, variable in enumerate(card.variables):
            assert np.array_equal(found[f"variable/{place}"], trace.values[variable.name])


@pytest.mark.parametrize("name", some_long(CASES, SLOW))
def test_every_output_says_where_its_gradient_is_from(name: str) -> None:
    """A law: a number's gradient is the sum over what it is used for; and the slope of a weight."""
    session = opened(name)
    trace = session.trace()
    for card in session.cards[:-1]:
        part = card.parts[0]
        node = part.node.format(0)
        if not part.has_gradient:
            continue
        number = WhyNumber(node, (0,) * trace[node].value.ndim)
        found = explain_number(session, number)
        assert found.card == card.name
        assert found.value == float(trace.values[node][number.index])
        total = sum(each.value * each.derivative for each in found.uses)
        assert total == pytest.approx(found.gradient, rel=1e-3, abs=1e-6)
        listed = unfold(session, Unfold(card.name)).operations
        assert [each.part.node for each in listed]
        assert all(each.formula for each in listed if each.operation != "input")
    variable = next(each for card in session.cards for each in card.variables if each.trainable)
    found = explain_number(session, WhyNumber(variable.name, (0,) * len(variable.shape)))
    assert found.difference == pytest.approx(found.gradient, rel=1e-2, abs=1e-5)
    assert found.update[-1].value != 0


@pytest.mark.parametrize("name", some_long(CASES, SLOW))
def test_training_goes_on_and_back(name: str) -> None:
    """Oracle: keras.Model.fit from the same weights."""
    session = opened(name)
    before = session.model.get_weights()
    session.advance(3)
    after = session.model.get_weights()
    session.seek(0)
    assert all(map(np.array_equal, session.model.get_weights(), before))
    session.model.fit(*session.data, epochs=3, batch_size=ROWS, shuffle=False, verbose=0)
    for mine, other in zip(after, session.model.get_weights(), strict=True):
        np.testing.assert_allclose(mine, other, atol=2e-5)


def dense(optimizer: Any = "adam", loss: Any = "mse", dtype: str = "float32") -> Any:
    keras.utils.set_random_seed(0)
    hidden = layers.Dense(3, "relu", dtype=dtype, name="hidden")
    out = layers.Dense(1, name="out", dtype="float32")
    model = keras.Sequential([keras.Input((4,)), hidden, layers.Dropout(0.1, name="drop"), out])
    model.compile(optimizer, loss)
    return model


def shown(session: ModelSession) -> dict[str, Any]:
    """All cards looked at, a weight explained, a step taken, and the causes that are found."""
    for card in session.cards:
        looked_at(session, card.name, row=0)
    explain_number(session, WhyNumber("hidden/kernel", (0, 0)))
    session.advance(2)
    session.frame(playing=False)
    return {each.key: each for each in Causes(session).diagnose(LONG).findings}


def test_one_row() -> None:
    x = floats(4)[:1]
    session = ModelSession(dense(), x, x[:, :1])
    shown(session)
    assert (session.opened().rows, session.opened().all_rows) == (1, 1)


@pytest.mark.parametrize(
    ("value", "cause"), [(1.0, "inputs-constant"), (np.nan, "not-finite-data")]
)
def test_data_that_teach_nothing_are_shown_all_the_same(value: float, cause: str) -> None:
    x = np.full((ROWS, 4), value, "float32")
    session = ModelSession(dense(), x, floats(1))
    looked_at(session, "x")
    assert cause in shown(session)


def test_half_precision() -> None:
    """Oracle: the trace, whose numbers are Keras' own."""
    session = ModelSession(dense(dtype="mixed_float16"), floats(4), floats(1))
    shown(session)
    found, trace = looked_at(session, "hidden"), session.trace()
    assert trace.values["hidden/relu"].dtype == np.float16
    assert np.array_equal(found["part/0"], trace.values["hidden/relu"][2])


def test_a_remedy_is_applied_to_a_copy_that_is_trained_from_the_start() -> None:
    """Oracle: `Finding.apply` to a model that was made alike, and keras.Model.fit."""
    x, y = floats(4), classes(2)
    given, alike = _of_logits(x, y), _of_logits(x, y)
    start = given.get_weights()
    session = ModelSession(given, x, y)
    session.advance(2)
    tools = Tools(Causes(session), Shelf())
    found = tools.causes.diagnose(1.0).findings  # with what is always looked for
    place = [each.key for each in found].index("probabilities-expected")
    answer: Any = HANDLERS[ModelSession][requests.Apply](session, tools, requests.Apply(place))
    assert all(map(np.array_equal, given.get_weights(), start))
    assert session.model is not given
    assert (session.step, answer) == (0, session.opened())
    [finding] = [
        each for each in gn.diagnose(alike, x, y, seconds=30) if each.key == found[place].key
    ]
    mended = finding.apply(alike, x, y)
    session.advance(4)
    mended.fit(x, y, epochs=4, batch_size=ROWS, shuffle=False, verbose=0)
    for mine, other in zip(session.model.get_weights(), mended.get_weights(), strict=True):
        np.testing.assert_allclose(mine, other, atol=2e-5)
    with pytest.raises(SettingError, match="No finding 0"):
        tools.causes.apply(0)


def _of_logits(x: Any, y: Any) -> Any:
    keras.utils.set_random_seed(1)
    stacked = layers.Dense(3, "tanh"), layers.Dense(1)
    return stack(x, *stacked, loss="binary_crossentropy", y=y, optimizer="sgd")[0]


def test_a_model_whose_call_is_python_has_no_remedy_of_its_layers() -> None:
    """Its finding comes without a button; it would have one in a model of stacked layers."""
    x, y = 1e4 + floats(2, 3), floats(1)
    own = Own()
    own.compile("adam", "mse")
    session = ModelSession(own, x, y)
    found = {each.key: each for each in Causes(session).diagnose(LONG).findings}
    [key] = [each for each in found if each.startswith("inputs-")]
    assert not found[key].applicable
    model, *_ = stack(x, layers.Flatten(), layers.Dense(4, "tanh"), layers.Dense(1))
    found = {each.key: each for each in Causes(ModelSession(model, x, y)).diagnose(LONG).findings}
    assert found[key].applicable


def test_calls_and_directions_are_parts_of_one_card() -> None:
    session = opened("shared layer")
    nodes = [each.node for each in card_of(session, "twin").parts]
    assert nodes == ["twin/tanh", "twin/tanh_2"]
    both = card_of(opened("gru"), "bidirectional").parts
    assert [each.label for each in both] == ["output", "output"]
    assert ["forward" in each.node for each in both] == [True, False]


def test_layers_of_one_name_and_operations_called_so_have_cards_of_their_own() -> None:
    names = [each.name for each in opened("nested").cards]
    assert names == ["x", "dense", "inner/dense", "out", "loss"]
    cards = {each.name: each for each in opened("residual").cards}
    assert (cards["add"].kind, cards["add_"].kind) == ("Add", "add")


def test_masks_and_states_are_no_cards() -> None:
    found = [(each.name, each.inputs) for each in opened("masked").cards]
    names = ["x", "embedding", "simple_rnn", "loss"]
    assert found == list(zip(names, [(), ("x",), ("x", "embedding"), ("simple_rnn",)], strict=True))
    labels = [each.label for each in card_of(opened("states"), "from").parts]
    assert labels[:2] == ["output", "cell"]


def test_penalties_belong_to_the_loss() -> None:
    session = opened("penalties")
    assert [each.name for each in session.cards][-1] == "loss"
    assert {each.kind for each in session.cards} <= {
        *("input", "Dense", "ActivityRegularization", "loss")
    }
    trace = gn.trace(session.model, *session.data)
    found = looked_at(session, "loss")["part/0"]
    assert float(found) == pytest.approx(trace.value)
