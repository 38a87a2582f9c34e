"""Activations as functions of one number: their slopes are those of difference quotients."""

from __future__ import annotations

import keras
import numpy as np
import pytest
from network_parts import BINARY, compiled, data, dense, sgd

import glassnet as gn
from glassnet.diagnosis.context import Context
from glassnet.diagnosis.initial_weights import initial_state
from glassnet.diagnosis.nonlinearity import nonlinearities

# Name -> whether it is flat far below and far above.
SIDES = {
    "relu": (True, False),
    "relu6": (True, True),
    "sigmoid": (True, True),
    "hard_sigmoid": (True, True),
    "tanh": (True, True),
    "hard_tanh": (True, True),
    "softsign": (True, True),
    "elu": (True, False),
    "selu": (True, False),
    "gelu": (True, False),
    "silu": (True, False),
    "mish": (True, False),
    "softplus": (True, False),
    "leaky_relu": (False, False),
}


@pytest.fixture(scope="module")
def side_by_side() -> Context:
    """A model with a layer of each activation, side by side: one trace for all."""
    x, y = data("moons")
    keras.utils.set_random_seed(1)
    inputs = keras.Input((2,))
    hidden = [keras.layers.Dense(8, name, name=f"{name}_layer")(inputs) for name in SIDES]
    output = keras.layers.Dense(1, "sigmoid", name="output")(keras.layers.Concatenate()(hidden))
    model = keras.Model(inputs, output)
    model.compile(sgd(), BINARY)
    return Context(model, 4 * x, y)


@pytest.mark.parametrize("name", SIDES)
def test_an_activation_is_one_function_with_the_slope_of_its_differences(
    name: str, side_by_side: Context
) -> None:
    context, layer = side_by_side, f"{name}_layer"
    found = nonlinearities(context.graph)
    hidden, output = (each for each in found if each.result.layer in (layer, "output"))
    assert output.name == "sigmoid"
    assert hidden.input.name == f"{layer}/add"
    slope = hidden.slope()
    shape = hidden.shape(slope)
    assert (shape.flat_below, shape.flat_above) == SIDES[name]
    z = context.value(hidden.input)
    function = lambda v: np.asarray(keras.activations.get(name)(v.astype("float32")), np.float64)
    np.testing.assert_allclose(context.value(hidden.result), function(z), rtol=1e-5, atol=1e-6)
    h = 1e-2
    quotient = np.abs(function(z + h) - function(z - h)) / (2 * h)
    kink = np.abs(quotient - slope(z)) > 1e-3  # within h of one the quotient is between
    assert kink.mean() < 0.02
    assert shape.largest_slope >= 0.99 * quotient.max()


def test_softmax_and_what_it_is_made_of_are_none() -> None:
    x, y = data("blobs")
    model = compiled(dense(2, 3, output="softmax"), "sparse_categorical_crossentropy")
    context = Context(model, x, y)
    assert not [each for each in nonlinearities(context.graph) if each.result.layer == "output"]


def test_first_weights_are_those_that_training_began_with() -> None:
    x, y = data("moons")
    model = compiled(dense(2, 8, 1), BINARY, keras.optimizers.Adam(0.01))
    model.optimizer.build(model.trainable_variables)
    begun = [np.asarray(each) for each in model.trainable_variables]
    unused = [np.asarray(each) for each in model.optimizer.variables]
    gn.fit(model, x, y, epochs=2, verbose=0)
    found = initial_state(model)
    assert found is not None
    for one, other in zip([*found.trainable, *found.optimizer], [*begun, *unused], strict=True):
        np.testing.assert_array_equal(one, other)


def test_first_weights_of_a_layer_of_ones_own_are_not_known() -> None:
    class Own(keras.layers.Layer):
        def build(self, shape: tuple[int, ...]) -> None:
            self.matrix = self.add_weight(shape=(shape[-1], 1), name="matrix")

        def call(self, x: object) -> object:
            return x @ self.matrix

    model = compiled([keras.Input((2,)), Own()], "mse", sgd())
    assert initial_state(model) is None
