"""A saved model of several inputs and outputs, and a `.npz` file whose arrays have their names."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest

from glassnet.errors import DataError
from glassnet.page.layers.model_session import ModelSession
from glassnet.page.named import Named, opening

DRAWS = np.random.default_rng(5)
ARRAYS: dict[str, Any] = {
    "left": DRAWS.normal(size=(40, 2)).astype("float32"),
    "right": DRAWS.normal(size=(40, 3)).astype("float32"),
    "price": DRAWS.normal(size=(40, 1)).astype("float32"),
    "kind": DRAWS.integers(0, 2, 40).astype("float32"),
}
# Which outputs a model has, as what, and its losses by their places.
KINDS: dict[str, tuple[tuple[str, ...], bool, Any]] = {
    "one": (("price",), False, "mse"),
    "two": (("price", "kind"), False, ["mse", "binary_crossentropy"]),
    "two by name": (("price", "kind"), True, {"price": "mse", "kind": "binary_crossentropy"}),
    "a loss of one": (("price", "kind"), False, [None, "binary_crossentropy"]),
}


def model_of(kind: str) -> Any:
    names, is_dict, losses = KINDS[kind]
    keras.utils.set_random_seed(2)
    ends = [keras.Input((width,), name=name) for name, width in (("left", 2), ("right", 3))]
    hidden = keras.layers.Dense(4, "tanh")(keras.layers.Concatenate()(ends))
    activations = {"price": "linear", "kind": "sigmoid"}
    found = {name: keras.layers.Dense(1, activations[name], name=name)(hidden) for name in names}
    outputs: Any = found if is_dict else [*found.values()]
    model = keras.Model(ends, outputs if len(names) > 1 else found[names[0]])
    model.compile(keras.optimizers.SGD(0.05), losses)
    return model


def saved(folder: Path, kind: str, arrays: Any) -> tuple[str, str]:
    """A model and its rows on disk."""
    model_of(kind).save(folder / "net.keras")
    np.savez(folder / "rows.npz", **arrays)
    return str(folder / "net.keras"), str(folder / "rows.npz")


def without(*names: str, **more: Any) -> dict[str, Any]:
    return {name: each for name, each in ARRAYS.items() if name not in names} | more


@pytest.mark.parametrize("kind", KINDS)
def test_arrays_named_as_the_model_s_inputs_and_outputs_train_it(kind: str, tmp_path: Path) -> None:
    """Oracle: keras.Model.fit of the same model, its arrays given by hand."""
    names = KINDS[kind][0]
    taken = [each for each in names if kind != "a loss of one" or each == "kind"]
    given = without(*({"price", "kind"} - {*taken}))
    session = opening(Named(*saved(tmp_path, kind, given))).make(float("inf"))
    assert isinstance(session, ModelSession)
    for _ in range(3):
        session.to_end_of_epoch()
    session.frame(playing=False)
    model, x = model_of(kind), {name: ARRAYS[name] for name in ("left", "right")}
    y = {name: ARRAYS[name] for name in taken} if len(names) > 1 else ARRAYS["price"]
    model.evaluate(x, y, verbose=0)  # builds the loss, for which `fit` would draw a permutation
    np.random.seed(0)
    model.fit(x, y, epochs=3, batch_size=32, verbose=0)
    for mine, theirs in zip(session.model.get_weights(), model.get_weights(), strict=True):
        np.testing.assert_allclose(mine, theirs, atol=1e-6)
    loss = model.evaluate(x, y, verbose=0, return_dict=True)["loss"]
    assert session.playback.evaluate().loss == pytest.approx(loss, rel=1e-4)


def test_an_only_target_may_be_called_y(tmp_path: Path) -> None:
    given = without("price", "kind", y=ARRAYS["price"])
    session = opening(Named(*saved(tmp_path, "one", given))).make(float("inf"))
    np.testing.assert_array_equal(session.data[1], ARRAYS["price"])


def test_an_only_input_may_have_its_own_name(tmp_path: Path) -> None:
    given = keras.Input((2,), name="left")
    model = keras.Model(given, keras.layers.Dense(1, name="price")(given))
    model.compile("sgd", "mse")
    model.save(tmp_path / "net.keras")
    np.savez(tmp_path / "rows.npz", **ARRAYS)
    what = Named(str(tmp_path / "net.keras"), str(tmp_path / "rows.npz"))
    x, y = opening(what).make(float("inf")).data
    np.testing.assert_array_equal(x, ARRAYS["left"])
    np.testing.assert_array_equal(y, ARRAYS["price"])


@pytest.mark.parametrize(
    ("kind", "given", "expected"),
    [
        ("two", without("left"), "left, right (inputs) and price, kind (targets)"),
        ("two", without("kind"), "left, right (inputs) and price, kind (targets)"),
        ("two", {"x": ARRAYS["left"], "y": ARRAYS["kind"]}, "left, right (inputs)"),
        ("one", without("right", rihgt=ARRAYS["right"]), "left, right (inputs) and y (targets)"),
        ("one", without("price", "kind"), "left, right (inputs) and y (targets)"),
        ("two", without("left", left=ARRAYS["left"][:9]), "left 9, right 40, price 40, kind 40"),
        ("two", {name: each[:0] for name, each in ARRAYS.items()}, "at least one"),
    ],
)
def test_a_name_that_is_wrong_or_missing_gets_one_line(
    kind: str, given: Any, expected: str, tmp_path: Path
) -> None:
    with pytest.raises(DataError) as raised:
        opening(Named(*saved(tmp_path, kind, given)))
    said = str(raised.value)
    assert expected in said
    assert said.startswith((f"{tmp_path / 'rows.npz'} has ", f"{tmp_path / 'rows.npz'}: "))
    assert "\n" not in said


def test_a_target_is_not_taken_for_an_input_of_its_name(tmp_path: Path) -> None:
    """A model of the inputs x and y, whose target cannot be called y as well."""
    ends = [keras.Input((2,), name="x"), keras.Input((3,), name="y")]
    model = keras.Model(ends, keras.layers.Dense(1, name="out")(keras.layers.Concatenate()(ends)))
    model.compile("sgd", "mse")
    model.save(tmp_path / "net.keras")
    arrays: dict[str, Any] = {"x": ARRAYS["left"], "y": ARRAYS["right"]}
    what = Named(str(tmp_path / "net.keras"), str(tmp_path / "rows.npz"))
    np.savez(tmp_path / "rows.npz", **arrays)
    with pytest.raises(DataError, match=r"x, y \(inputs\) and out \(targets\)"):
        opening(what)
    np.savez(tmp_path / "rows.npz", **arrays, out=ARRAYS["price"])
    x, y = opening(what).make(float("inf")).data
    assert sorted(x) == ["x", "y"]
    np.testing.assert_array_equal(y, ARRAYS["price"])
