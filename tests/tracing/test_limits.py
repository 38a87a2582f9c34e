"""What a trace is asked that it cannot follow, or that is hardly there: an answer all the same."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree

import jax
import jax.numpy as jnp
import keras
import numpy as np
import pytest
from jax import lax
from keras import layers

import glassnet as gn
from glassnet.errors import DataError, GlassnetError, SettingError

X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], np.float32)
Y = np.array([[0], [1], [1], [0]], np.float32)


def network(loss: Any = "mse", optimizer: Any = "sgd", *more: Any) -> Any:
    keras.utils.set_random_seed(3)
    hidden = layers.Dense(2, "tanh", name="hidden")
    model = keras.Sequential([keras.Input((2,)), hidden, *more, layers.Dense(1, name="out")])
    model.compile(optimizer, loss)
    return model


@pytest.mark.parametrize(
    ("trace", "name", "index"),
    [
        (lambda: gn.trace(lambda w: jnp.float32(1.0), np.ones(2)), "w", 1),
        (lambda: gn.trace(lambda w, n: jnp.sum(n) * 1.0, np.ones(2), np.arange(3)), "w", 1),
        (lambda: gn.trace(network(None), X), "hidden/kernel", (0, 1)),
    ],
)
def test_a_loss_that_depends_on_nothing_has_no_path(trace: Any, name: str, index: Any) -> None:
    found = trace()
    chain = found.chain(name, index)
    assert (chain.gradient, chain.count, chain.paths) == (0, 0, ())
    assert found.chain(name).name == name
    ElementTree.fromstring(found.to_svg())
    assert "<svg" in found.to_html()
    assert "<svg" in found._repr_html_()


@jax.custom_vjp
def square(x: Any) -> Any:
    return x**2


square.defvjp(lambda x: (x**2, x), lambda x, g: (3 * x * g,))  # a rule of its own: not 2x


@keras.ops.custom_gradient
def sigmoid(x: Any) -> Any:
    y = jax.nn.sigmoid(x)
    return y, lambda *args, upstream=None: 2 * (upstream if args == () else args[0]) * y


@pytest.mark.parametrize("loop", [False, True])
@pytest.mark.parametrize("function", [square, sigmoid])
def test_a_function_with_a_rule_in_reverse_alone_is_followed(function: Any, loop: bool) -> None:
    def loss(w: Any) -> Any:
        if not loop:
            return jnp.sum(function(w) * jnp.arange(3.0))
        step = lambda carry, _: (function(carry), None)  # too many steps to be unrolled
        return jnp.sum(lax.scan(step, w, None, length=5_000)[0])

    w = np.array([0.5, -1.0, 1.0], np.float32)
    trace = gn.trace(loss, w)
    for place in range(3):
        chain = trace.chain("w", place)
        assert chain.gradient == pytest.approx(float(jax.grad(loss)(w)[place]), rel=1e-5)
    ElementTree.fromstring(trace.to_svg())
    assert "<svg" in trace.to_html()
    assert "<svg" in trace._repr_html_()


def subclassed(call: Callable[[Any], Any]) -> Any:
    class Own(keras.Model):
        def __init__(self) -> None:
            super().__init__()
            self.dense = layers.Dense(1)

        def call(self, x: Any) -> Any:
            return call(self.dense(x))

    model = Own()
    model.compile("sgd", "mse")
    return model


def uneven(true: Any, predicted: Any) -> Any:
    return predicted if jnp.sum(predicted) > 0 else -predicted


def endless(x: Any) -> Any:
    return lax.while_loop(lambda a: jnp.sum(a) < 10, lambda a: a * 2, x)


def called_back(x: Any) -> Any:
    return jax.pure_callback(lambda a: a * 2, jax.ShapeDtypeStruct(x.shape, x.dtype), x)


@pytest.mark.parametrize(
    ("mistake", "said"),
    [
        (lambda: gn.trace(network("mse", "sgd", layers.Lambda(endless)), X, Y), "lax.while_loop"),
        (lambda: gn.trace(lambda w: jnp.sum(called_back(w)), X), "callbacks do not support JVP"),
        (lambda: gn.trace(subclassed(called_back), X, Y), "callbacks do not support JVP"),
        (lambda: gn.trace(subclassed(lambda x: x if x.sum() > 0 else -x), X, Y),
         r"^trace: .*\(Attempted boolean conversion of traced array with shape bool\[\]\)"),
        (lambda: gn.trace(subclassed(lambda x: x @ jnp.ones((7, 7))), X, Y),
         r"^trace: the data do not fit the model: given x \[4, 2\], y \[4, 1\]. dot_general"),
        (lambda: gn.trace(network(uneven), X, Y), "^trace: .*Attempted boolean conversion"),
        (lambda: gn.trace(network({"other": "mse"}), X, Y), "are named other, its outputs out"),
        (lambda: gn.trace(lambda w: jnp.concatenate([w, jnp.ones(3)]), X), "failed: TypeError: "),
    ],
)  # fmt: skip
def test_what_cannot_be_traced_says_why_in_one_line(mistake: Any, said: str) -> None:
    with pytest.raises(GlassnetError, match=said) as caught:
        mistake()
    assert "\n" not in str(caught.value)


def test_bfloat16_with_nan_is_json() -> None:
    w = jnp.asarray([1.5, np.nan], jnp.bfloat16)
    trace = gn.trace(lambda w: jnp.sum(jnp.asarray(w, jnp.float32)), w)
    found = json.loads(json.dumps(trace.to_dict(), allow_nan=False))
    assert found["nodes"][0]["value"] == [1.5, None]


@pytest.mark.parametrize(
    "loss",
    [
        lambda w: jnp.abs(jnp.fft.fft(w)[1]) + w[0] * 2,
        lambda w: jnp.abs(jnp.fft.rfft(w)[1]),  # the output itself comes of complex numbers
        lambda w: jnp.sum(jnp.real(lax.complex(w, w) ** 2 * 1j)),
    ],
)
def test_complex_numbers_have_gradients_and_no_chain(loss: Any) -> None:
    w = np.arange(1, 5, dtype=np.float32)
    trace = gn.trace(loss, w)
    np.testing.assert_allclose(trace.gradients["w"], jax.grad(loss)(w), rtol=1e-5)
    for asked in (lambda: trace.chain("w", 0), lambda: trace.chain("w"), trace.check):
        with pytest.raises(
            GlassnetError, match="paths through complex numbers are not followed"
        ) as caught:
            asked()
        assert "\n" not in str(caught.value)
    assert {node.gradient_formula for node in trace.nodes} == {""}
    drawn = trace.to_svg()
    told = [each.text or "" for each in ElementTree.fromstring(drawn).iter() if each.text]
    [about_w] = [text for text in told if text.startswith("w = ")]
    assert about_w.splitlines()[1].startswith("∂L/∂w = [")
    assert about_w.count("\n") == 1
    assert "<svg" in trace.to_html()


def test_complex_numbers_beside_the_way_are_as_good_as_any() -> None:
    trace = gn.trace(lambda w, z: w * jnp.abs(z), 2.0, 3 + 4j)
    assert trace.chain("w").gradient == trace.gradients["w"] == 5


@pytest.mark.parametrize("kind", [jnp.bfloat16, jnp.float16])
def test_functions_of_half_precision(kind: Any) -> None:
    w = jnp.asarray([1.5, -2.0, 3.0], kind)
    trace = gn.trace(lambda w: jnp.sum(jnp.tanh(w) * w), w)
    assert trace.parameters == ["w"]
    expected = np.tanh([1.5, -2, 3]) + np.array([1.5, -2, 3]) / np.cosh([1.5, -2, 3]) ** 2
    np.testing.assert_allclose(trace.gradients["w"].astype(float), expected, rtol=2e-2)
    assert trace.chain("w", 1).gradient == pytest.approx(expected[1], rel=2e-2)
    assert trace.chain("w").name == "w"
    assert "tanh" in trace.to_svg()
    assert "<svg" in trace._repr_html_()
    json.dumps(trace.to_dict(), allow_nan=False)


class Sevenfold(keras.Sequential):
    """Its step minimises 7·|out − y|, whatever it is compiled with."""

    def train_step(self, state: Any, data: Any) -> Any:
        trainable, non_trainable, optimizer, metrics = state
        x, y = data
        loss = lambda now: jnp.mean(
            7 * jnp.abs(self.stateless_call(now, non_trainable, x, training=True)[0] - y)
        )
        value, gradients = jax.value_and_grad(loss)(trainable)
        trainable, optimizer = self.optimizer.stateless_apply(optimizer, gradients, trainable)
        return {"loss": value}, (trainable, non_trainable, optimizer, metrics)


class Threefold(keras.Sequential):
    def compute_loss(self, *arguments: Any, **named: Any) -> Any:
        return 3 * super().compute_loss(*arguments, **named)


def test_a_step_of_ones_own_is_refused_and_a_loss_of_ones_own_is_not() -> None:
    model = Sevenfold([keras.Input((2,)), layers.Dense(1, name="out")])
    model.compile("sgd", "mse")
    with pytest.raises(GlassnetError, match="overrides train_step") as caught:
        gn.trace(model, X, Y)
    assert "\n" not in str(caught.value)
    model = Threefold([keras.Input((2,)), layers.Dense(1, name="out")])
    model.compile("sgd", "mse")
    apart = np.asarray(model(X)) - Y
    assert gn.trace(model, X, Y).value == pytest.approx(3 * float(np.mean(apart**2)), rel=1e-5)


@pytest.mark.parametrize("y", [Y[:0], None])
def test_no_rows_are_called_so(y: Any) -> None:
    with pytest.raises(DataError, match="x: expected at least one row, got no rows"):
        gn.trace(network("mse" if y is not None else None), X[:0], y)


def test_data_by_name_are_those_by_position() -> None:
    model = network()
    by_position = gn.trace(model, X, Y).value
    assert gn.trace(model, x=X, y=Y).value == by_position
    assert gn.trace(model, X, y=Y).value == by_position


@pytest.mark.parametrize(
    ("mistake", "said"),
    [
        (lambda trace: trace.chain("out/bias", 0, row=1.5), "row 1.5: the data have rows 0 to 3"),
        (lambda trace: trace.chain("out/bias", 0, row="a"), "row 'a': the data have rows 0 to 3"),
        (lambda trace: trace.chain("out/bias", 0, row=True), "row True: the data have rows 0 to 3"),
        (lambda trace: trace.chain("out/bias", 0, most=-1), "most=-1: expected .* at least 1"),
        (lambda trace: trace.chain("out/bias", 0, most=0.5), "most=0.5: expected a whole number"),
        (lambda trace: trace.check(most=0), "check: most=0: expected .* at least 1"),
        (lambda trace: trace.chain(3), "no node 3"),
        (lambda trace: trace[["x"]], r"no node \['x'\]"),
        (lambda trace: trace.update(None), "update: no parameter None"),
        (lambda trace: gn.trace(network(), X, Y, x=X), "takes arrays by position; got x"),
        (lambda trace: gn.trace(network(), y=Y), "takes arrays by position; got y"),
    ],
)  # fmt: skip
def test_what_is_asked_wrongly_gets_one_line(mistake: Any, said: str) -> None:
    with pytest.raises(SettingError, match=said) as caught:
        mistake(gn.trace(network(), X, Y))
    assert "\n" not in str(caught.value)
