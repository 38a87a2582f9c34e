"""What every traced model promises: Keras' numbers, JAX's gradients, chains that sum to them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple
from xml.etree import ElementTree

import jax
import keras
import numpy as np
import pytest
from keras import layers
from sampling import some_long
from traced_models import CASES, KINDS, ROWS, Traced, traced_case

import glassnet as gn
from glassnet.graph import run_once
from glassnet.training.keras_model import References

# Those that a whole training step of Keras is taken of.
STEPPED = ("dense", "penalties", "dropout", "stateful rnn", "several outputs")


def each_case(short: tuple[str, ...]) -> list[Any]:
    """Every case, of which some are in the short suite."""
    return some_long(CASES, CASES.keys() - set(short))


@pytest.fixture(params=each_case(KINDS), scope="module")
def traced(request: pytest.FixtureRequest) -> Traced:
    return traced_case(request.param)


class Reference(NamedTuple):
    """What Keras and JAX compute: the loss, each parameter's gradient, layers' outputs."""

    loss: float
    gradients: list[Any]
    outputs: dict[str, Any]


@pytest.fixture
def reference(request: pytest.FixtureRequest, traced: Traced) -> Reference:
    return reference_of(request.node.callspec.params["traced"])


@cache
def reference_of(name: str) -> Reference:
    """One program of all of it, compiled without optimization, which would take longer."""
    model, x, y, *_ = traced_case(name)
    every = [
        layer
        for layer in model.layers
        if not isinstance(layer, layers.InputLayer) and _called_once(layer)
    ]
    inputs = model.inputs[0] if isinstance(model, keras.Sequential) else model.input
    inner = keras.Model(inputs, [layer.output for layer in every])
    state = References.of(model).read()

    def computed(trainable: Any, non_trainable: Any) -> Any:
        def loss(trainable: Any) -> Any:
            return model.compute_loss_and_updates(
                trainable, non_trainable, state.metrics, x, y, None, training=True,
                optimizer_variables=state.optimizer,
            )[0]  # fmt: skip

        values = {
            variable.path: value
            for variables, values in (
                (model.trainable_variables, trainable),
                (model.non_trainable_variables, non_trainable),
            )
            for variable, value in zip(variables, values, strict=True)
        }
        outputs, _ = inner.stateless_call(
            [values[variable.path] for variable in inner.trainable_variables],
            [values[variable.path] for variable in inner.non_trainable_variables],
            x,
            training=True,
        )
        return *jax.value_and_grad(loss)(trainable), jax.tree.leaves(outputs)

    quickly = jax.jit(computed, compiler_options=dict(run_once.SMALL))
    value, gradients, outputs = quickly(state.trainable, state.non_trainable)
    names = [layer.name for layer in every]
    return Reference(float(value), gradients, dict(zip(names, outputs, strict=True)))


def test_values_are_those_of_keras(traced: Traced, reference: Reference) -> None:
    """Each layer's output is the value of a node of that layer, of the same shape."""
    for name, output in reference.outputs.items():
        layer = traced.model.get_layer(name)
        alike = [value for value in values_of(traced.trace, layer) if value.shape == output.shape]
        apart = [float(np.max(np.abs(value - output))) for value in alike]
        assert min(apart, default=np.inf) < 2e-6, name


def values_of(trace: Any, layer: Any) -> Iterator[Any]:
    """What a layer computes, or moves."""
    nodes = trace.graph.nodes
    own = [node for node in nodes if node.layer.split("/")[0].split("[")[0] == layer.name]
    assert own, layer.name
    for node in own:
        if node.is_float:
            yield trace.value_at(node)


def _called_once(layer: Any) -> bool:
    """Of a model inside the model, and of a layer called again, Keras has no single output."""
    return len(layer._inbound_nodes) == 1 and not isinstance(layer, keras.Model)


def test_the_loss_is_that_of_keras(traced: Traced, reference: Reference) -> None:
    assert traced.trace.value == pytest.approx(reference.loss)


@pytest.mark.parametrize("name", each_case(STEPPED))
def test_the_loss_is_that_of_a_training_step_of_keras(name: str) -> None:
    model, x, y, trace, _ = traced_case(name)
    weights = [np.array(variable.value) for variable in model.variables]
    try:  # in training mode, so with the same masks
        assert trace.value == pytest.approx(float(np.ravel(model.train_on_batch(x, y))[0]))
    finally:
        for variable, value in zip(model.variables, weights, strict=True):
            variable.assign(value)


def test_gradients_are_those_of_jax(traced: Traced, reference: Reference) -> None:
    assert len(traced.trace.parameters) == len(reference.gradients)
    # Of batch norm's input the bias has a gradient of 0, and what is computed is its rounding.
    scale = max(float(np.max(np.abs(gradient))) for gradient in reference.gradients)
    for name, gradient in zip(traced.trace.parameters, reference.gradients, strict=True):
        np.testing.assert_allclose(
            traced.trace.gradients[name], gradient, atol=traced.rounding * scale
        )


def test_chains_sum_to_gradients(traced: Traced) -> None:
    """Of the first and the last number of each parameter: all rows, and row by row."""
    trace = traced.trace
    for name in trace.parameters:
        gradient = trace.gradients[name]
        largest = float(np.max(np.abs(gradient), initial=1e-3))
        for place in {tuple([0] * gradient.ndim), tuple(size - 1 for size in gradient.shape)}:
            whole = trace.chain(name, place)
            # Those of attention's key bias cancel: its gradient is 0 for all keys alike.
            cancel = name == "attention/key/bias"
            terms = sum(abs(path.product) for path in whole.paths) if cancel else 0.0
            rounding = traced.rounding * max(largest, terms)
            assert whole.gradient == pytest.approx(float(gradient[place]), abs=rounding)
            if len(whole.paths) == whole.count:
                total = sum(path.product for path in whole.paths)
                assert total == pytest.approx(whole.gradient, abs=1e-6 * largest)
                assert whole.share == pytest.approx(1.0)


def test_each_paths_product_is_that_of_its_factors(traced: Traced) -> None:
    name = traced.trace.parameters[0]
    gradient = traced.trace.gradients[name]  # that of a masked word is 0, and it has no path
    place = np.unravel_index(np.argmax(np.abs(gradient)), gradient.shape)
    chain = traced.trace.chain(name, tuple(map(int, place)))
    assert chain.paths
    for path in chain.paths:
        assert path.product == pytest.approx(np.prod([f.value for f in path.factors]), rel=1e-6)
        assert path.factors[0].source == chain.name
        assert path.factors[-1].target == traced.trace.graph.output.name
        for factor, following in zip(path.factors, path.factors[1:], strict=False):
            assert factor.target == following.source


def test_rows_sum_to_the_whole(traced: Traced) -> None:
    """Of a penalty on the weights itself no row has a share."""
    trace = traced.trace
    name = trace.parameters[-1]
    place = tuple([0] * trace.gradients[name].ndim)
    rows = [trace.chain(name, place, row=row).gradient for row in range(ROWS)]
    gradient = float(trace.gradients[name][place])
    assert sum(rows) == pytest.approx(gradient, rel=1e-4, abs=1e-5)


def test_every_name_is_one_nodes(traced: Traced) -> None:
    trace = traced.trace
    nodes = [node for node in trace.graph.nodes if node not in trace.graph.constants]
    assert len({node.name for node in nodes}) == len(nodes)
    for node in trace.nodes:
        np.testing.assert_array_equal(trace[node.name].value, node.value)


@pytest.mark.parametrize("name", KINDS)
def test_it_can_be_drawn(name: str) -> None:
    trace = traced_case(name).trace
    assert ElementTree.fromstring(trace.to_svg()).tag.endswith("svg")
    assert "<svg" in trace.to_html()
    arrows = trace.to_dot(fold=False).count(" -> ")
    shown = {node.name for node in trace.nodes}
    assert arrows == sum(len(shown & set(node.operands)) for node in trace.nodes)


@pytest.mark.parametrize("name", ["integers", "truth values", "words and classes"])
def test_a_rows_share_is_the_gradient_of_that_row_alone(name: str) -> None:
    model, x, y, trace, _ = traced_case(name)
    for row in range(ROWS):
        alone = gn.trace(model, x[row : row + 1], y[row : row + 1])
        for parameter in trace.parameters:
            gradient = alone.gradients[parameter] / ROWS
            for place in np.ndindex(gradient.shape):
                share = trace.chain(parameter, place, row=row, most=1).gradient
                assert share == pytest.approx(float(gradient[place]), rel=1e-4, abs=1e-6)
