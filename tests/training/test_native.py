"""What is said to be native code is compiled so, whatever its size, and computes the same."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import keras
import numpy as np
import pytest
from jax import lax

from glassnet.graph.capture import capture, operations
from glassnet.graph.operations import FIELD_NAMES
from glassnet.training import Trainer
from glassnet.training.fusion import compiler_options, native
from glassnet.training.fusion.native import has_native_form, is_kernel_calls, natively

OPTIONS = dict(compiler_options.NATIVE)
ARRAY = np.linspace(-2, 2, 64, dtype=np.float32).reshape(8, 8)

# Each takes ARRAY; together they have the operations of the table.
FUNCTIONS: dict[str, Callable[[Any], Any]] = {
    "arithmetic": lambda x: abs(-x + x * x) / (x - 3) + jnp.maximum(x, 0.5) - jnp.minimum(x, 0),
    "powers": lambda x: x**3 + jnp.abs(x) ** x + jnp.sqrt(x + 3) + lax.rsqrt(x + 3) + jnp.cbrt(x),
    "square, sign": lambda x: jnp.square(x) * jnp.sign(x) + lax.reduce_precision(x, 8, 7),
    "exponentials": lambda x: jnp.exp(x) + jnp.exp2(x) + jnp.expm1(x) + jnp.log(x + 3),
    "logarithms": lambda x: jnp.log1p(abs(x)) + jnp.logaddexp(x, 1.0) + jax.nn.sigmoid(x),
    "errors": lambda x: lax.erf(x) + lax.erf_inv(x / 3) + lax.erfc(x) + lax.lgamma(x + 3),
    "trigonometry": lambda x: jnp.sin(x) + jnp.cos(x) + jnp.tan(x / 2) + jnp.asin(x / 3),
    "arcs": lambda x: jnp.acos(x / 3) + jnp.atan(x) + jnp.atan2(x, x + 3),
    "hyperbolic": lambda x: jnp.sinh(x) + jnp.cosh(x) + jnp.tanh(x) + jnp.asinh(x) + jnp.acosh(x),
    "atanh": lambda x: jnp.atanh(x / 3) + jax.nn.relu(x) + jax.nn.relu6(x) + jax.nn.silu(x),
    "comparisons": lambda x: (x == 1) ^ ((x != 0) & (x < 1)) | ~(x <= 0.5) | (x > 1) & (x >= 1.5),
    "rounding": lambda x: jnp.floor(x) + jnp.ceil(x) + jnp.round(x) + lax.clamp(-1.0, x, 1.0),
    "rest": lambda x: x % 0.7 + jnp.isfinite(x) + lax.nextafter(x, x + 1),
    "bits": lambda x: lax.population_count(lax.bitcast_convert_type(x, "uint32") << 3 >> 2),
    "signed bits": lambda x: lax.shift_right_arithmetic(lax.bitcast_convert_type(x, "int32"), 4),
    "half": lambda x: (x.astype("float16") + x.astype("bfloat16")).astype("float32"),
    "shapes": lambda x: jnp.expand_dims(x.T.reshape(4, 16)[::-1], 1).squeeze(1) + jnp.ones(16),
    "slices": lambda x: lax.dynamic_slice_in_dim(x[1:], x[7, 7].astype("int32"), 3),
    "updates": lambda x: lax.dynamic_update_slice(x, x[:2], (x[7, 7].astype("int32"), 0)),
    "gather": lambda x: x.at[abs(x[0]).astype("int32")].get(mode="promise_in_bounds"),
    "joined": lambda x: jnp.concatenate([*jnp.split(x, 2), jnp.stack([x[0], x[1]])]),
    "padded": lambda x: jnp.pad(x, 2) + lax.iota("float32", 12),
    "sums": lambda x: jnp.sum(x, 0) + jnp.prod(x, 1) + jnp.max(x, 0) - jnp.min(x, 1),
    "all, any": lambda x: jnp.all(x > 0, 0) ^ jnp.any(x > 0, 1),
    "places": lambda x: jnp.argmax(x, 0) + jnp.argmin(x, 1),
    "running": lambda x: jnp.cumsum(x, 0),
    "windows": lambda x: lax.reduce_window(x, -np.inf, lax.max, (3, 3), (2, 2), "VALID"),
    "sums of windows": lambda x: lax.reduce_window(x, 0.0, lax.add, (3, 3), (2, 2), "VALID"),
    "loops": lambda x: lax.scan(lambda c, row: (c + row, c * row), x[0], x),
    "until": lambda x: lax.while_loop(lambda c: c[0, 0] < 9, lambda c: c + 1, x),
    "branches": lambda x: lax.cond(x[0, 0] > 0, jnp.exp, jnp.negative, x),
    "random": lambda x: x * jax.random.normal(jax.random.key(1), (8, 8)),
}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_what_is_in_the_table_compiles_natively(name: str) -> None:
    function = FUNCTIONS[name]
    assert has_native_form(capture(function, ARRAY))
    found = jax.jit(natively(function), compiler_options=OPTIONS)(ARRAY)
    for ours, expected in zip(
        jax.tree.leaves(found), jax.tree.leaves(jax.jit(function)(ARRAY)), strict=True
    ):
        np.testing.assert_allclose(ours, expected, rtol=1e-5, atol=1e-5)


def test_each_operation_of_the_table_is_among_them() -> None:
    names = {
        operation.primitive.name
        for function in FUNCTIONS.values()
        for operation in operations(capture(function, ARRAY))
    }
    tried = names | {FIELD_NAMES.get(name, name) for name in names}
    # What JAX writes in other operations or in gradients only, and what a trace adds.
    never_alone = {"add_any", "closed_call", "copy", "expand_dims", "random_wrap", "relu", "relu6"}
    never_alone |= {"logaddexp", "silu", "stop_gradient", "swish", "threefry2x32"}
    assert native._NATIVE - tried <= never_alone  # pyright: ignore[reportPrivateUsage]


@pytest.mark.parametrize(
    "function",
    [
        lambda x: jnp.sort(x),
        lambda x: x.at[0].add(1.0),
        lambda x: lax.top_k(x, 2),
        lambda x: jnp.fft.fft(x),
        lambda x: jnp.linalg.cholesky(x),
        jax.grad(lambda x: FUNCTIONS["windows"](x).sum()),
    ],
)
def test_what_calls_a_library_does_not(function: Callable[[Any], Any]) -> None:
    captured = capture(function, ARRAY)
    assert is_kernel_calls(captured)
    assert not has_native_form(captured)


def test_products_are_left_to_xla() -> None:
    captured = capture(lambda x: x @ x, ARRAY)
    assert not has_native_form(captured)
    assert not is_kernel_calls(captured)  # where it is small, XLA writes one itself


def test_a_function_of_any_size_is_one_call() -> None:
    def loop(x: Any, count: Any) -> Any:
        return lax.fori_loop(0, count, lambda _, x: jnp.tanh(x + x[::-1]), x)

    large = jax.ShapeDtypeStruct((10_000_000,), "float32")  # 40 MB a round
    compiled = jax.jit(natively(loop), compiler_options=OPTIONS).lower(large, 3).compile()
    assert "while(" not in entry(compiled)
    assert 'xla_cpu_small_call="true"' in entry(compiled)


@pytest.mark.parametrize("unused", [np.ones((2, 3)), np.ones((0, 3)), jax.random.key(1)])
def test_an_operand_that_nothing_is_computed_from_does_no_harm(unused: Any) -> None:
    """Carried along a loop, it is in the program that XLA gets, which ended the process over it."""

    def train(x: Any, unused: Any) -> Any:
        body = lambda _, carry: (jnp.tanh(carry[0] + carry[0][::-1]), carry[1])
        return natively(lambda x: lax.fori_loop(0, 3, body, (x, unused))[0])(x)

    found = jax.jit(train, compiler_options=OPTIONS)(ARRAY, unused)
    np.testing.assert_allclose(found, jax.jit(train)(ARRAY, unused), rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("batch_size", [24, pytest.param(64, marks=pytest.mark.long)])
def test_a_recurrent_network_trains_as_keras_does(batch_size: int) -> None:
    """By steps and by epochs, with a partial batch, or with all rows in one."""
    x = np.random.default_rng(0).normal(size=(64, 40, 4)).astype("float32")
    weights: list[Any] = []
    for train in (by_keras, by_epochs, by_steps):
        keras.utils.set_random_seed(1)
        parts = [keras.layers.LSTM(32), keras.layers.Dropout(0.2), keras.layers.Dense(1)]
        model = keras.Sequential([keras.Input((40, 4)), *parts])
        model.compile("sgd", "mse")
        train(model, x, x[:, 0, :1], batch_size)
        weights.append(model.get_weights())
    for theirs, *ours in zip(*weights, strict=True):
        for found in ours:
            np.testing.assert_allclose(found, theirs, rtol=1e-4, atol=1e-6)


def by_keras(model: Any, x: Any, y: Any, batch_size: int) -> None:
    model.fit(x, y, batch_size=batch_size, epochs=2, shuffle=False, verbose=0)


def by_epochs(model: Any, x: Any, y: Any, batch_size: int) -> None:
    Trainer(model, x, y, batch_size=batch_size, shuffle=False).run(epochs=2)


def by_steps(model: Any, x: Any, y: Any, batch_size: int) -> None:
    trainer = Trainer(model, x, y, batch_size=batch_size, shuffle=False)
    trainer.run(steps=2 * -(-len(x) // batch_size))


def test_a_recurrent_network_of_many_steps_trains_in_one() -> None:
    """By itself XLA takes each of the layer's 400 steps apart, and calls its kernels one by one."""
    model = keras.Sequential([keras.Input((400, 4)), keras.layers.LSTM(16), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    x, y = np.zeros((64, 400, 4), "float32"), np.zeros((64, 1), "float32")
    trainer = Trainer(model, x, y, batch_size=32, shuffle=False)
    trainer.run(steps=1)
    [compiled] = trainer._program.steps._executables.values()  # pyright: ignore[reportPrivateUsage]
    assert "while(" not in entry(compiled)


def test_beside_a_step_that_is_left_as_it_was_none_asks_for_native_code() -> None:
    """Its options would take the other's threads away: an Embedding's gradient is a scatter."""
    inputs = keras.Input((30,))
    embedded = keras.layers.Embedding(50, 64)(inputs)
    outputs = keras.layers.Dense(1)(keras.layers.LSTM(64)(embedded))
    model = keras.Model(inputs, outputs)
    model.compile("sgd", "mse")
    x, y = np.zeros((64, 30), "int32"), np.zeros((64, 1), "float32")
    trainer = Trainer(model, x, y, batch_size=32, shuffle=False, validation_data=(x, y))
    trainer.run(epochs=1)
    steps = list(trainer._program.forms.made.values())  # pyright: ignore[reportPrivateUsage]
    assert [step.rewritten for step in steps][:1] == [False]
    assert not any(step.native for step in steps)


def test_beside_a_step_that_is_left_as_it_was_none_is_rewritten() -> None:
    """A partial batch's step, which alone would pay, takes long to compile and saves no time."""
    layers = [keras.layers.Dense(256), keras.layers.Dense(256), keras.layers.Dense(3)]
    model = keras.Sequential([keras.Input((64,)), *layers])
    model.compile("sgd", "mse")
    x, y = np.zeros((133, 64), "float32"), np.zeros((133, 3), "float32")
    forms: dict[int, list[bool]] = {}
    for rows in (133, 5):
        trainer = Trainer(model, x[:rows], y[:rows], batch_size=128, shuffle=False)
        trainer.run(epochs=1)
        steps = trainer._program.forms.made.values()  # pyright: ignore[reportPrivateUsage]
        forms[rows] = [step.rewritten for step in steps]
    assert forms == {133: [False, False], 5: [True]}


VECTORS = {
    "one row": ([keras.Input((20, 4)), keras.layers.LSTM(64), keras.layers.Dense(3)], 1),
    "one unit": ([keras.Input((1000,)), keras.layers.Dense(1)], 64),
}


@pytest.mark.parametrize("case", VECTORS)
def test_a_vector_with_a_matrix_stays_in_the_native_code_that_xla_writes(case: str) -> None:
    """LSTM(128) on one row took twice as long as that by our forms."""
    layers, rows = VECTORS[case]
    model = keras.models.clone_model(keras.Sequential(layers))
    model.compile("sgd", "mse")
    x, y = np.zeros((2 * rows, *model.input_shape[1:]), "float32"), np.zeros((2 * rows, 1), "f4")
    trainer = Trainer(model, x, y, batch_size=rows, shuffle=False)
    trainer.run(steps=2)
    [step] = trainer._program.forms.made.values()  # pyright: ignore[reportPrivateUsage]
    assert not step.rewritten
    [compiled] = trainer._program.steps._executables.values()  # pyright: ignore[reportPrivateUsage]
    assert "sort(" not in compiled.as_text()  # which would make it calls of kernels


@pytest.mark.parametrize(("rows", "validation"), [(9, 8), (8, 9), (1, 8)])
def test_a_batch_of_one_row_beside_others_is_of_their_form(rows: int, validation: int) -> None:
    """Two forms in one program would have the options of neither, and take four times as long."""
    layers = [keras.layers.Dense(128), keras.layers.Dense(128), keras.layers.Dense(3)]
    model = keras.Sequential([keras.Input((256,)), *layers])
    model.compile("sgd", "mse")
    data = lambda n: (np.zeros((n, 256), "float32"), np.zeros((n, 3), "float32"))
    settings = {"validation_data": data(validation), "validation_batch_size": 8}
    trainer = Trainer(model, *data(rows), batch_size=8, shuffle=False, **settings)
    trainer.run(epochs=1)
    program = trainer._program  # pyright: ignore[reportPrivateUsage]
    steps = program.forms.made.values()
    assert {step.rewritten for step in steps} == {rows > 1}
    expected = compiler_options.NATIVE if rows > 1 else compiler_options.KERNEL_CALLS
    assert program.forms.compiler_options() == expected


def test_wide_layers_are_left_to_threads() -> None:
    """One core, with each number of a weight used once, took five times as long."""
    layers = [keras.layers.Dense(1024), keras.layers.Dense(1024), keras.layers.Dense(3)]
    model = keras.Sequential([keras.Input((64,)), *layers])
    model.compile("sgd", "mse")
    x, y = np.zeros((2, 64), "float32"), np.zeros((2, 3), "float32")
    trainer = Trainer(model, x, y, batch_size=1, shuffle=False)
    trainer.run(epochs=1)
    [step] = trainer._program.forms.made.values()  # pyright: ignore[reportPrivateUsage]
    assert not step.rewritten


def test_max_pooling_that_xla_scatters_is_not_rewritten() -> None:
    """Its windows of 6×6 have no form of ours, and with a scatter no loop is native code."""
    convolution = keras.layers.Conv2D(4, 3)
    parts = [convolution, keras.layers.MaxPool2D(6), keras.layers.Flatten(), keras.layers.Dense(1)]
    model = keras.Sequential([keras.Input((20, 20, 2)), *parts])
    model.compile("sgd", "mse")
    x, y = np.zeros((64, 20, 20, 2), "float32"), np.zeros((64, 1), "float32")
    trainer = Trainer(model, x, y, batch_size=32, shuffle=False)
    trainer.run(steps=1)
    [step] = trainer._program.forms.made.values()  # pyright: ignore[reportPrivateUsage]
    assert not step.rewritten


def entry(compiled: Any) -> str:
    """The text of a program's outermost function."""
    found = re.search(r"^ENTRY .*?^}", compiled.as_text(), re.MULTILINE | re.DOTALL)
    assert found
    return found[0]
