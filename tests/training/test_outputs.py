"""What Keras compares, as it says itself, against the loss that it computes."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest
from keras import layers

from glassnet.training.keras_data import one_batch
from glassnet.training.keras_outputs import comparisons, output_names, producing_layers

ROWS = 8
BINARY = "binary_crossentropy"


def model_of(structure: type, **compiled: Any) -> Any:
    """Outputs b (one sigmoid) and a (two numbers), in this order, as a list or by name."""
    inputs = keras.Input((2,))
    hidden = layers.Dense(3, "tanh")(inputs)
    outputs = {
        "b": layers.Dense(1, "sigmoid", name="b")(hidden),
        "a": layers.Dense(2, name="a")(hidden),
    }
    model = keras.Model(inputs, outputs if structure is dict else list(outputs.values()))
    model.compile("adam", **compiled)
    return model


def targets() -> dict[str, Any]:
    random = np.random.default_rng(0)
    b = random.integers(0, 2, (ROWS, 1)).astype(np.float32)
    return {"b": b, "a": random.normal(size=(ROWS, 2)).astype(np.float32)}


WAYS: dict[str, tuple[type, dict[str, Any], Any]] = {
    "lists": (list, {"loss": [BINARY, "mse"]}, list),
    "a tuple": (list, {"loss": [BINARY, "mse"]}, tuple),
    "weights": (list, {"loss": [BINARY, "mse"], "loss_weights": [2.0, 0.5]}, list),
    "by name": (dict, {"loss": {"a": "mse", "b": BINARY}}, dict),
    "by name, weights": (
        dict,
        {"loss": {"a": "mse", "b": BINARY}, "loss_weights": {"b": 2.0, "a": 0.5}},
        dict,
    ),
    "by name, of a list": (list, {"loss": {"a": "mse", "b": BINARY}}, dict),
    "by name, targets a list": (list, {"loss": {"a": "mse", "b": BINARY}}, list),
    "one for all": (list, {"loss": "mse"}, list),
    "one for all, by name": (dict, {"loss": "mse"}, dict),
    "one without": (list, {"loss": [BINARY, None]}, list),
    "one without, by name": (dict, {"loss": {"b": BINARY}}, dict),
}


@pytest.mark.parametrize("way", WAYS)
def test_the_terms_sum_to_keras_own_loss(way: str) -> None:
    structure, compiled, given = WAYS[way]
    model, known = model_of(structure, **compiled), targets()
    y = known if given is dict else given(known.values())
    x = np.random.default_rng(1).normal(size=(ROWS, 2)).astype(np.float32)
    one_batch(model, x, y, caller="test")  # as Keras' first batch does
    outputs = model(x)
    found = comparisons(model, y, outputs)
    names = output_names(model, outputs)
    predicted = dict(zip(names, keras.tree.flatten(outputs), strict=True))
    ordered = sorted(known) if isinstance(y, dict) else list(known)
    total = 0.0
    for each in found:
        assert names[each.output] == ordered[each.target]
        name = names[each.output]
        total += each.weight * float(each.loss(known[name], predicted[name]))
    assert total == pytest.approx(float(model.evaluate(x, y, verbose=0, return_dict=True)["loss"]))
    assert set(names) == {"a", "b"}


def test_asking_leaves_metrics_and_losses_as_they_were() -> None:
    model, known = model_of(dict, loss={"a": "mse", "b": BINARY}), targets()
    x = np.zeros((ROWS, 2), np.float32)
    model.fit(x, known, verbose=0)
    before = [np.array(each) for each in model.metrics_variables]
    comparisons(model, known, model(x))
    for one, other in zip(before, model.metrics_variables, strict=True):
        np.testing.assert_array_equal(one, np.array(other))
    assert np.isfinite(model.evaluate(x, known, verbose=0)).all()


def test_what_makes_an_output_also_inside_a_model() -> None:
    inner = model_of(list, loss="mse")
    inputs = keras.Input((2,))
    b, a = inner(inputs)
    model = keras.Model(inputs, [layers.Reshape((2, 1))(a), b, keras.ops.sigmoid(a)])
    kinds = [
        [type(each).__name__ for each in producing_layers(model, place)][:3] for place in range(3)
    ]
    assert kinds == [
        ["Reshape", "Functional", "Dense"],
        ["Functional", "Dense", "Dense"],
        ["Sigmoid", "Functional", "Dense"],
    ]
