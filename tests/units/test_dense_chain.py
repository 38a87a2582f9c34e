"""Keras models as units: the same outputs bit for bit, whatever layers spell them."""

from __future__ import annotations

import keras
import numpy as np
import pytest
from keras.layers import Activation, Concatenate, Dense

import glassnet as gn
from glassnet.units.dense_chain import NoChainError
from glassnet.units.toml_file import read_units, write_units

ROWS = np.random.default_rng(0).normal(size=(16, 2)).astype("float32")


def sequential(*layers: keras.Layer, inputs: int = 2) -> keras.Model:
    return keras.Sequential([keras.Input((inputs,)), *layers])


def with_biases(model: keras.Model) -> keras.Model:
    """Keras' biases begin at 0, which would hide one that is lost."""
    random = np.random.default_rng(1)
    model.set_weights([random.normal(size=each.shape) for each in model.get_weights()])
    return model


def side_by_side() -> keras.Model:
    features = keras.Input((2,))
    units = [Dense(1, "sigmoid")(features) for _ in range(3)]
    return keras.Model(features, Dense(1, "sigmoid")(Concatenate()(units)))


MODELS = {
    "one unit": lambda: sequential(Dense(1, "sigmoid")),
    "deep": lambda: sequential(Dense(4, "tanh"), Dense(3, "relu"), Dense(2, "linear")),
    "no bias": lambda: sequential(Dense(3, "relu", use_bias=False), Dense(1, "sigmoid")),
    "activations apart": lambda: sequential(Dense(3), Activation("tanh"), Dense(1, "sigmoid")),
    "side by side": side_by_side,
}


@pytest.mark.parametrize("name", MODELS)
def test_the_units_give_what_the_model_gives(name: str) -> None:
    model = with_biases(MODELS[name]())
    expected = np.asarray(model(ROWS))
    found = gn.units_of(model).forward(ROWS)[-1].outputs
    assert found.shape == expected.shape
    assert found == pytest.approx(expected, rel=1e-5, abs=1e-6)


@pytest.mark.parametrize("activation", ["sigmoid", "step", "tanh", "relu", "linear"])
def test_units_come_back_from_keras(activation: str) -> None:
    given = gn.UnitNetwork(
        [
            [gn.Unit([5, 0.1], -8, activation), gn.Unit([-7, 1e-7], 3, activation)],
            [gn.Unit([1, 2], 0, "sigmoid")],
        ]
    )
    found = gn.units_of(given.to_keras())
    for mine, theirs in zip(given.merged, found.merged, strict=True):
        assert mine.activation == theirs.activation
        assert np.array_equal(mine.kernel, theirs.kernel)
        assert np.array_equal(mine.bias, theirs.bias)


def test_a_loss_of_logits_means_a_sigmoid() -> None:
    model = with_biases(sequential(Dense(1)))
    model.compile("sgd", keras.losses.BinaryCrossentropy(from_logits=True))
    found = gn.units_of(model).forward(ROWS)[-1].outputs
    assert found == pytest.approx(1 / (1 + np.exp(-np.asarray(model(ROWS)))), rel=1e-5)


@pytest.mark.parametrize(
    ("layers", "what"),
    [
        ([Dense(3, "softmax")], "softmax"),
        ([Dense(3, "elu"), Dense(1, "sigmoid")], "elu"),
        ([keras.layers.Dropout(0.5), Dense(1, "sigmoid")], "Dropout"),
        ([Dense(3, "relu"), keras.layers.BatchNormalization()], "BatchNormalization"),
    ],
)
def test_what_is_no_unit_is_named(layers: list[keras.Layer], what: str) -> None:
    with pytest.raises(NoChainError, match=f"it contains {what}; expected a chain") as caught:
        gn.units_of(sequential(*layers))
    assert caught.value.what == what


def test_what_is_no_model_is_named() -> None:
    with pytest.raises(NoChainError, match="it contains list"):
        gn.units_of([1, 2])
    with pytest.raises(NoChainError, match="it contains Sequential"):
        gn.units_of(keras.Sequential([Dense(1)]))


def test_names_that_cannot_be_used_are_left_out() -> None:
    model = sequential(Dense(2, "tanh"), Dense(1, "sigmoid"))
    assert gn.units_of(model, ["width", "height"]).inputs == ("width", "height")
    for names in (["y1", "x"], ["a", "a"], ["only one"]):
        assert gn.units_of(model, names).inputs == ("x1", "x2")


def test_a_file_gives_back_what_was_written(tmp_path) -> None:
    """float32 weights of every size, and names with quotes."""
    random = np.random.default_rng(2)
    sizes = 10.0 ** random.integers(-30, 30, size=(3, 2))
    weights = (random.normal(size=(3, 2)) * sizes).astype("float32")
    names = ['"q"', "\\n", "한글"]
    network = gn.UnitNetwork(
        [
            [gn.Unit(w, 1 / 3, "tanh", name) for w, name in zip(weights, names, strict=True)],
            [gn.Unit([1, -1, 16777216], 0, "step")],
        ],
        ['a "b"', "c\\d"],
    )
    rows = np.random.default_rng(3).normal(size=(3, 2)) * 1e-3
    for table in (
        network.truth_table("xor"),
        network.truth_table("0111"),
        network.truth_table(),
        network.truth_table([0, 1, 0], rows),
        network.truth_table(None, rows),
    ):
        write_units(table, tmp_path / "net.toml")
        found = read_units(tmp_path / "net.toml")
        assert found.network.inputs == network.inputs
        assert found.network.names == network.names
        assert found.target_name == table.target_name
        assert np.array_equal(found.x, table.x)
        assert (found.target is None) == (table.target is None)
        if table.target is not None:
            assert np.array_equal(found.target, table.target)
        for mine, theirs in zip(network.merged, found.network.merged, strict=True):
            assert mine.activation == theirs.activation
            assert np.array_equal(mine.kernel, theirs.kernel)
            assert np.array_equal(mine.bias, theirs.bias)


def test_units_are_saved_as_toml_only(tmp_path) -> None:
    table = gn.UnitNetwork([[gn.Unit([1, 1])]]).truth_table()
    with pytest.raises(gn.errors.SettingError, match=r"ends in \.toml"):
        write_units(table, tmp_path / "net.json")
    assert list(tmp_path.iterdir()) == []
